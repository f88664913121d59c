namespace NetSuiteConnectorAuth.Certificates;

/// <summary>When a certificate is to be renewed: by its life, or at once when the vendor's own was replaced in the configuration.</summary>
public sealed class RotationPlan(CertificateOptions options, TimeProvider time, SharedCertificate? shared = null)
{
    /// <summary>For the certificate that has just begun to sign; null when only the vendor can renew it.</summary>
    public DateTimeOffset? Next(Certificate signing, DateTimeOffset now) => shared is null
        ? UpkeepPolicy.NextRotation(signing, options.RenewAt, now)
        : shared.Certificate.Id == signing.Id ? null : now;

    /// <summary>For one that has signed for a while; it may lie in the past.</summary>
    public DateTimeOffset? Of(Certificate signing) => shared is null
        ? UpkeepPolicy.NextRotation(signing, options.RenewAt, signing.ActivatedAt ?? time.GetUtcNow())
        : Next(signing, time.GetUtcNow());
}
