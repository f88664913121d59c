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

    /// <summary>None signs now, and one will: our clock jumped back, and time mends it.</summary>
    public static bool WillSign(DateTimeOffset now, IEnumerable<Certificate> certificates) =>
        certificates.Any(certificate => certificate.RetiredAt is null && certificate.NotBefore > now);

    /// <summary>
    /// The certificate to try when NetSuite refuses <paramref name="signing"/>: replaced by it and not revoked yet, so a node of NetSuite's
    /// that has not heard of its successor still takes it. Of the same user in the same role, or the tenant's tokens would act as somebody
    /// who is connected no more; and not one that a disconnect retired. Null when there is none.
    /// </summary>
    public static Certificate? Fallback(DateTimeOffset now, Certificate signing, IEnumerable<Certificate> certificates) =>
        certificates
            .Where(certificate => certificate.RetiredAt >= signing.ActivatedAt && certificate.RevokedAt is null && IsUsable(now, certificate))
            .Where(certificate => certificate.ActsAs(signing))
            .MaxBy(certificate => certificate.ActivatedAt);

    /// <summary>It was given up, or replaced longer than <paramref name="overlap"/> ago: NetSuite is to be rid of it.</summary>
    public static bool IsUnwanted(Certificate certificate, TimeSpan overlap, DateTimeOffset now) =>
        certificate.RevokedAt is null
        && (certificate.AbandonedAt is not null || certificate.RetiredAt + overlap <= now);

    /// <summary>
    /// When to replace it: at <paramref name="renewAt"/> of the validity NetSuite granted, up to a tenth of the validity earlier by a hash of
    /// the tenant's name, so that tenants connected together do not renew together.
    /// </summary>
    public static DateTimeOffset RenewsAt(Certificate certificate, double renewAt) =>
        RenewsAt(certificate.Tenant, certificate.NotBefore, certificate.ValidUntil, renewAt);

    /// <summary>The same for who has read no more of the certificate than that.</summary>
    public static DateTimeOffset RenewsAt(TenantName tenant, DateTimeOffset notBefore, DateTimeOffset validUntil, double renewAt) =>
        notBefore + ((validUntil - notBefore) * (renewAt - (0.1 * Spread(tenant))));

    public static bool IsUsable(DateTimeOffset now, Certificate certificate) =>
        certificate.PrivateKey is not null && certificate.NotBefore <= now && now < certificate.ValidUntil;

    /// <summary>From 0 to 1, always the same for a tenant, evenly spread over many.</summary>
    public static double Spread(TenantName tenant) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(tenant.Value))) / (double)uint.MaxValue;
}
