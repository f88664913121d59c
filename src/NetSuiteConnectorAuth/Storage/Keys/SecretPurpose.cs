namespace NetSuiteConnectorAuth.Storage;

/// <summary>What a stored secret is for. A cipher text opens only for the purpose and the owner it was made for, so rows cannot be swapped.</summary>
public enum SecretPurpose
{
    CodeVerifier,
    ConsentGrant,
    PrivateKey,
    AccessToken,

    /// <summary>A known value, by which a start proves that the key ring belongs to this store.</summary>
    KeyRingProof,
}
