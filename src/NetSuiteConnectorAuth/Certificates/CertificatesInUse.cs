namespace NetSuiteConnectorAuth.Certificates;

public static class CertificatesInUse
{
    /// <summary>
    /// Those among which <see cref="CertificatePolicy.Signing"/> finds the one that signs: activated, and none has taken over since. Whether
    /// it may still sign the policy decides, by the time.
    /// </summary>
    public static IQueryable<Certificate> InUse(this IQueryable<Certificate> certificates) =>
        certificates.Where(c => c.ActivatedAt != null && c.RetiredAt == null);
}
