using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Every decision that follows from a tenant's certificates and the time. Pure.</summary>
public static class CertificatePolicy
{
    /// <summary>The certificate that signs: activated, not retired, valid now; the newest of several. Null when none may sign.</summary>
    public static Certificate? Signing(DateTimeOffset now, IEnumerable<Certificate> certificates) =>
        certificates
            .Where(certificate => certificate.ActivatedAt is not null && certificate.RetiredAt is null && IsUsable(now, certificate))
            .MaxBy(certificate => certificate.ActivatedAt);

    /// <summary>
    /// When to replace it: at <paramref name="renewAt"/> of the validity NetSuite granted, up to a tenth of the validity earlier by a hash of
    /// the tenant's name, so that tenants connected together do not renew together.
    /// </summary>
    public static DateTimeOffset RenewsAt(Certificate certificate, double renewAt) =>
        RenewsAt(certificate.Tenant, certificate.NotBefore, certificate.ValidUntil, renewAt);

    /// <summary>The same for who has read no more of the certificate than that.</summary>
    public static DateTimeOffset RenewsAt(TenantName tenant, DateTimeOffset notBefore, DateTimeOffset validUntil, double renewAt) =>
        notBefore + ((validUntil - notBefore) * (renewAt - (0.1 * Spread(tenant))));

    private static bool IsUsable(DateTimeOffset now, Certificate certificate) =>
        certificate.PrivateKey is not null && certificate.NotBefore <= now && now < certificate.ValidUntil;

    private static double Spread(TenantName tenant) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(tenant.Value))) / (double)uint.MaxValue;
}
