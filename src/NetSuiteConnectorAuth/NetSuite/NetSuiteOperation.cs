namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Every call this service makes to NetSuite.</summary>
public enum NetSuiteOperation
{
    Discover,
    ExchangeCode,
    Mint,
    RevokeToken,
    ListCertificates,
    UploadCertificate,
    RevokeCertificate,
}
