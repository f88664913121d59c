using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

public static class UpkeepRows
{
    /// <summary>The tenant's; it has none before its first certificate signs.</summary>
    public static async Task<Upkeep> FindOrAddAsync(this DbSet<Upkeep> upkeeps, TenantName tenant, CancellationToken cancellationToken) =>
        await upkeeps.FindAsync([tenant], cancellationToken) ?? upkeeps.Add(new Upkeep(tenant)).Entity;
}
