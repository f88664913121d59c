namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// The journal of one certificate's making. The state says what is already done; what comes next is written down before it is done,
/// so a process killed anywhere goes on from here. Each member says what a resumed process does.
/// </summary>
public enum IssuanceState
{
    /// <summary>The consent is redeemed and its code is being exchanged. A code is never sent twice: a resumed process ends this one as failed.</summary>
    Exchanging,

    /// <summary>The consent's tokens are stored, or a rotation is due. Make a key.</summary>
    Planned,

    /// <summary>Key, certificate and its ID are stored. Upload that very certificate.</summary>
    KeyMade,

    /// <summary>The certificate may already be at NetSuite. List first: adopt it if it is there, upload it if not.</summary>
    Uploading,

    /// <summary>NetSuite has the certificate. Mint with it and read with the token, until NetSuite knows it everywhere.</summary>
    Uploaded,

    /// <summary>A token minted with it worked. Switch over.</summary>
    Proven,

    /// <summary>It signs. Revoke and delete the consent's tokens if they are still there; then nothing is left to do.</summary>
    Activated,

    /// <summary>Ended without a certificate in use; the failure code says why and a person starts again. Delete the consent's tokens.</summary>
    Failed,
}
