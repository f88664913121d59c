namespace NetSuiteConnectorAuth.Certificates;

public sealed class SharedCertificate(MadeCertificate certificate)
{
    public MadeCertificate Certificate { get; } = certificate;
}
