namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Whose a certificate is, and whether NetSuite knows it.</summary>
public enum CertificateOrigin
{
    /// <summary>Made by this deployment, if for another tenant of the same account: nobody should revoke it by hand.</summary>
    Ours,

    /// <summary>In NetSuite's list and not made here. It is never touched.</summary>
    Foreign,

    /// <summary>Ours, and NetSuite should have it and does not: somebody or a sandbox refresh removed it.</summary>
    Missing,
}
