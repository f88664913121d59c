using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

public static class UpkeepRows
{
    /// <summary>The tenant's; it has none before its first certificate signs.</summary>
    public static async Task<Upkeep> FindOrAddAsync(this DbSet<Upkeep> upkeeps, TenantName tenant, CancellationToken cancellationToken) =>
        await upkeeps.FindAsync([tenant], cancellationToken) ?? upkeeps.Add(new Upkeep(tenant)).Entity;

    /// <summary>Everything is read anew under the change: tenant, upkeep and the certificates, which are then in <c>db.Certificates.Local</c>.</summary>
    public static Task<bool> CommitUpkeepAsync(
        this IDbContextFactory<ConnectorDbContext> contexts,
        TenantName name,
        Action<ConnectorDbContext, Tenant, Upkeep> change,
        CancellationToken cancellationToken) => contexts.CommitAsync(
            async db =>
            {
                var tenant = await db.Tenants.SingleAsync(t => t.Name == name, cancellationToken);
                var upkeep = await db.Upkeeps.SingleAsync(u => u.Tenant == name, cancellationToken);
                await db.Certificates.Where(c => c.Tenant == name).LoadAsync(cancellationToken);
                change(db, tenant, upkeep);
                return true;
            },
            cancellationToken);
}
