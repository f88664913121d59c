namespace NetSuiteConnectorAuth.Tenants;

/// <summary>What NetSuite's own list says of the certificate that signs, read with a token that still lives.</summary>
public enum CertificateSight
{
    /// <summary>The list could not be read.</summary>
    Unknown,

    /// <summary>It stands there and is active: what was refused is something else.</summary>
    Listed,

    /// <summary>It is not there.</summary>
    Missing,

    Revoked,
}
