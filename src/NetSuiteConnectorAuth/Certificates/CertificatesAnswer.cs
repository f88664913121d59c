namespace NetSuiteConnectorAuth.Certificates;

/// <summary>A tenant's certificates, or why they cannot be told.</summary>
public abstract record CertificatesAnswer
{
    private CertificatesAnswer()
    {
    }

    public sealed record Told(CertificatesDocument Document) : CertificatesAnswer;

    public sealed record Refused(Refusal Refusal) : CertificatesAnswer;
}
