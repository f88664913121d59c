using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>The tokens in memory. Holds at most one a key; <see cref="Prune"/> drops what has expired.</summary>
public sealed class TokenCache(TimeProvider time)
{
    private readonly ConcurrentDictionary<TokenKey, AccessToken> _tokens = new();

    public int Count => _tokens.Count;

    /// <summary>The token, unless it has expired.</summary>
    public bool TryGet(TokenKey key, [NotNullWhen(true)] out AccessToken? token) =>
        _tokens.TryGetValue(key, out token) && token.ExpiresAt > time.GetUtcNow();

    public void Put(TokenKey key, AccessToken token) => _tokens[key] = token;

    public void Remove(TenantName tenant)
    {
        foreach (var entry in _tokens.Where(entry => entry.Key.Tenant == tenant))
        {
            _tokens.TryRemove(entry);
        }
    }

    public void Prune()
    {
        var now = time.GetUtcNow();
        foreach (var entry in _tokens.Where(entry => entry.Value.ExpiresAt <= now))
        {
            _tokens.TryRemove(entry);
        }
    }
}
