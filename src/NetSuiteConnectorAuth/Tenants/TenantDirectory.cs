using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// All tenants in memory, so that a cached token is handed out without reading a row, and an unknown tenant costs what a forbidden
/// one costs. Filled at start; every committed change of a tenant is published here, and an older version never replaces a newer one.
/// </summary>
public sealed class TenantDirectory
{
    private readonly ConcurrentDictionary<string, TenantSnapshot> _tenants = new(StringComparer.Ordinal);

    public int Count => _tenants.Count;

    public IEnumerable<TenantSnapshot> All => _tenants.Values;

    public bool TryGet(string? name, [NotNullWhen(true)] out TenantSnapshot? tenant)
    {
        tenant = null;
        return name is not null && _tenants.TryGetValue(name, out tenant);
    }

    public IEnumerable<TenantSnapshot> OfAccount(AccountId account) => _tenants.Values.Where(tenant => tenant.Account == account);

    public void Publish(TenantSnapshot tenant) =>
        _tenants.AddOrUpdate(tenant.Name.Value, tenant, (_, known) => known.Version > tenant.Version ? known : tenant);
}
