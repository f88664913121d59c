namespace NetSuiteSimulator;

/// <summary>What a request to NetSuite asks for; faults and the journal are keyed by it.</summary>
public enum Operation
{
    Authorize,
    TokenAuthorizationCode,
    TokenRefresh,
    TokenClientCredentials,
    Revoke,
    CertificatesList,
    CertificatesUpload,
    CertificatesRevoke,

    /// <summary>Any record or RESTlet call with an access token.</summary>
    RestRead,
    Discovery,
    Keys,
}
