using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What the store says against revoking a certificate, or against taking it for gone. Whoever revokes asks here first.</summary>
public sealed class RevocationGuard(CertificateOptions options, NetSuiteOptions netSuite, TimeProvider time, SharedCertificate? shared = null)
{
    /// <summary>
    /// Those of a tenant's certificates that are not to be revoked though the tenant itself needs them no more: another tenant lives by it,
    /// or it is the vendor's own, which NetSuite takes never again once it is revoked, and the tenant may yet be connected with it.
    /// </summary>
    public async Task<HashSet<string>> SparedAsync(ConnectorDbContext db, TenantName tenant, CancellationToken cancellationToken)
    {
        var spared = await db.Certificates
            .Where(c => c.Tenant == tenant && c.RevokedAt == null)
            .Where(c => db.Certificates.Any(other =>
                other.Id == c.Id && other.Account == c.Account && other.Tenant != tenant && other.PrivateKey != null
                && other.RevokedAt == null && other.RetiredAt == null && other.AbandonedAt == null
                && db.Tenants.Any(t => t.Name == other.Tenant && t.Status != TenantStatus.Disconnected)))
            .Select(c => c.Id)
            .ToHashSetAsync(cancellationToken);
        if (shared is not null && !await db.Tenants.AnyAsync(t => t.Name == tenant && t.Status == TenantStatus.Disconnected, cancellationToken))
        {
            spared.Add(shared.Certificate.Id);
        }

        return spared;
    }

    /// <summary>
    /// How long those of a tenant's certificates that NetSuite took a moment ago, or may have taken, are not to be missed: its list does not
    /// have to show them yet.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, TimeSpan>> UnderWayAsync(ConnectorDbContext db, TenantName tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = now - LongestUnseen;
        var sent = await db.Issuances
            .Where(i => i.Tenant == tenant && i.SentAt > since && i.CertificateId != null)
            .Select(i => new { Id = i.CertificateId!, SentAt = i.SentAt!.Value })
            .ToListAsync(cancellationToken);
        var answered = now - options.PropagationLimit;
        var uploaded = await db.Certificates
            .Where(c => c.Tenant == tenant && c.UploadedAt > answered)
            .Select(c => new { c.Id, UploadedAt = c.UploadedAt!.Value })
            .ToListAsync(cancellationToken);
        return sent.Select(upload => (upload.Id, Until: upload.SentAt + LongestUnseen))
            .Concat(uploaded.Select(upload => (upload.Id, Until: upload.UploadedAt + options.PropagationLimit)))
            .GroupBy(upload => upload.Id)
            .ToDictionary(group => group.Key, group => group.Max(upload => upload.Until) - now);
    }

    /// <summary>
    /// How long an upload need not stand in NetSuite's list yet that was about to be sent then and had no answer, or that was taken then.
    /// Null when it would stand there.
    /// </summary>
    public TimeSpan? Unseen(DateTimeOffset? sentAt, DateTimeOffset? uploadedAt)
    {
        var left = (sentAt + LongestUnseen ?? uploadedAt + options.PropagationLimit) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>
    /// From the moment before a certificate is sent: the request may be taken as late as its time-out, and only then the list begins to lag.
    /// </summary>
    private TimeSpan LongestUnseen => netSuite.RequestTimeout + options.PropagationLimit;
}
