using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// Tenants as operators read them. What was read is published too: a change is in the store a moment before it is in memory, and who was
/// shown a connected tenant must get a token for it.
/// </summary>
public sealed class TenantQueries(
    IDbContextFactory<ConnectorDbContext> contexts, TenantDirectory directory, CertificateOptions options, ThrottledAccounts throttled, TimeProvider time)
{
    /// <summary>Names looked through at once for those that the caller may see.</summary>
    private const int Scan = 5000;

    public async Task<TenantDocument?> FindAsync(TenantName name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tenant = await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Name == name, cancellationToken);
        return tenant is null ? null : (await WithCertificatesAsync(db, [tenant], cancellationToken))[0];
    }

    /// <summary>
    /// Up to <paramref name="limit"/> tenants behind <paramref name="after"/> in the order of their names (keyset paging), of those
    /// <paramref name="isVisible"/> lets through; and the name to go on behind, null at the end.
    /// </summary>
    public async Task<(IReadOnlyList<TenantDocument> Items, string? Next)> ListAsync(
        TenantName? after, TenantStatus? status, int limit, Func<string, bool> isVisible, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = new List<TenantName>(limit + 1);
        for (var size = limit + 1; found.Count <= limit; size = Scan)
        {
            var query = db.Tenants.AsNoTracking();
            query = status is null ? query : query.Where(t => t.Status == status);
            if (after is not null)
            {
                // The database's own order of text, which is what ORDER BY follows too.
                var text = after.Value;
                query = query.Where(t => string.Compare((string)(object)t.Name, text) > 0);
            }

            var batch = await query.OrderBy(t => t.Name).Select(t => t.Name).Take(size).ToListAsync(cancellationToken);
            found.AddRange(batch.Where(tenant => isVisible(tenant.Value)));
            if (batch.Count < size)
            {
                break;
            }

            after = batch[^1];
        }

        var names = found.Take(limit).ToList();
        var page = await db.Tenants.AsNoTracking().Where(t => names.Contains(t.Name)).OrderBy(t => t.Name).ToListAsync(cancellationToken);
        return (await WithCertificatesAsync(db, page, cancellationToken), found.Count > limit ? names[^1].Value : null);
    }

    private async Task<IReadOnlyList<TenantDocument>> WithCertificatesAsync(
        ConnectorDbContext db, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken)
    {
        foreach (var tenant in tenants)
        {
            directory.Publish(TenantSnapshot.Of(tenant));
        }

        var names = tenants.Select(tenant => tenant.Name).ToList();
        var certificates = await db.Certificates.AsNoTracking().InUse().Where(c => names.Contains(c.Tenant)).ToListAsync(cancellationToken);
        var issuances = await db.Issuances.AsNoTracking().UnderWay().Where(i => names.Contains(i.Tenant)).ToListAsync(cancellationToken);
        var upkeeps = await db.Upkeeps.AsNoTracking().Where(u => names.Contains(u.Tenant)).ToDictionaryAsync(u => u.Tenant, cancellationToken);
        return
        [
            .. tenants.Select(tenant => DocumentOf(
                tenant,
                CertificatePolicy.Signing(time.GetUtcNow(), certificates.Where(c => c.Tenant == tenant.Name)),
                issuances.SingleOrDefault(i => i.Tenant == tenant.Name),
                upkeeps.GetValueOrDefault(tenant.Name))),
        ];
    }

    private TenantDocument DocumentOf(Tenant tenant, Certificate? certificate, Issuance? issuance, Upkeep? upkeep) => new(
        tenant.Name.Value,
        tenant.Integration,
        tenant.Account?.Value,
        tenant.Account is { } account ? StateText.Of(account.Environment) : null,
        tenant.Role,
        tenant.Entity,
        tenant.Scopes.Scopes,
        tenant.Status,
        tenant.Health,
        tenant.HealthReason,
        tenant.HealthSince,
        certificate is null
            ? null
            : new CertificateDocument(
                certificate.Id,
                certificate.Algorithm.ToString(),
                certificate.NotBefore,
                certificate.ValidUntil,
                upkeep?.RotateAt ?? CertificatePolicy.RenewsAt(certificate, options.RenewAt),
                certificate.ProvenAt),
        issuance is null
            ? new RotationDocument(
                "idle", upkeep?.Paused ?? false, upkeep?.Attempts ?? 0, upkeep?.LastError, upkeep?.Attempts > 0 ? upkeep.RotateAt : null)
            : new RotationDocument(
                StateText.Of(issuance.State), upkeep?.Paused ?? false, issuance.Attempts, issuance.LastError ?? upkeep?.LastError, issuance.NextAttemptAt),
        tenant.LastTokenAt,
        tenant.ConnectedAt,
        tenant.CreatedAt,
        tenant.UpdatedAt,
        tenant.Generation,
        tenant.Account is { } asked && throttled.RestOf(asked) is { } rest ? time.GetUtcNow() + rest : null);
}
