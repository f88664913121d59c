namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Where an issuance gets the access token that uploads its certificate; all else is the same.</summary>
public enum IssuanceKind
{
    /// <summary>From a person's consent: the first certificate, or the one of a reconnect.</summary>
    Consent,

    /// <summary>From the certificate that signs now, which the new one is to replace.</summary>
    Rotation,
}
