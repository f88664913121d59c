namespace NetSuiteConnectorAuth.Certificates;

public enum CertificateMode
{
    /// <summary>Each tenant has a key of its own, made here.</summary>
    PerTenant,

    /// <summary>One certificate of the vendor's, uploaded to every tenant.</summary>
    Shared,
}
