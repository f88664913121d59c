using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// All tenants in memory, so that a cached token is handed out without reading a row, and an unknown tenant costs what a forbidden
/// one costs. Filled at start; every committed change of a tenant is published here, and an older version never replaces a newer one.
/// Reading takes no lock.
/// </summary>
public sealed class TenantDirectory
{
    private readonly Lock _publishing = new();
    private readonly ConcurrentDictionary<string, TenantSnapshot> _tenants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AccountId, string[]> _namesByAccount = new();

    /// <summary>What a hundred thousand tenants have in common is in memory once: scope sets and names of integrations, a few of each.</summary>
    private readonly Dictionary<ScopeSet, ScopeSet> _scopes = [];
    private readonly Dictionary<string, string> _integrations = new(StringComparer.Ordinal);

    private long _changesOfNames;

    public int Count => _tenants.Count;

    /// <summary>Moves on when a tenant comes, or is bound to its account, or is no more: what was found out about names before may be wrong then.</summary>
    public long ChangesOfNames => Volatile.Read(ref _changesOfNames);

    public IEnumerable<TenantSnapshot> All => _tenants.Select(entry => entry.Value);

    public bool TryGet(string? name, [NotNullWhen(true)] out TenantSnapshot? tenant)
    {
        tenant = null;
        return name is not null && _tenants.TryGetValue(name, out tenant);
    }

    public IEnumerable<TenantSnapshot> OfAccount(AccountId account) =>
        _namesByAccount.GetValueOrDefault(account, []).Select(name => _tenants[name]);

    public void Publish(TenantSnapshot tenant)
    {
        lock (_publishing)
        {
            var name = tenant.Name.Value;
            if (TryGet(name, out var known) && known.Version >= tenant.Version)
            {
                return;
            }

            _tenants[name] = tenant with { Scopes = Shared(_scopes, tenant.Scopes), Integration = Shared(_integrations, tenant.Integration) };
            if (known?.IsBoundToAccount != tenant.IsBoundToAccount)
            {
                Interlocked.Increment(ref _changesOfNames);
            }

            if (known?.Account != tenant.Account)
            {
                Index(tenant.Account, names => [.. names, name]);
                Index(known?.Account, names => Array.FindAll(names, other => other != name));
            }
        }
    }

    private static T Shared<T>(Dictionary<T, T> known, T value)
        where T : notnull => known.TryGetValue(value, out var shared) ? shared : known[value] = value;

    private void Index(AccountId? account, Func<string[], string[]> change)
    {
        if (account is not null)
        {
            _namesByAccount[account] = change(_namesByAccount.GetValueOrDefault(account, []));
        }
    }
}
