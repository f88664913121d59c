using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Tokens that jobs said NetSuite refused. Saying so puts a token out when it is the one that is held, at most once a minute a tenant.
/// </summary>
public sealed class RejectedTokens(TimeProvider time)
{
    /// <summary>How long the token that replaced a refused one is safe from the next refusal.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _puttingOut = new();
    private readonly ConcurrentDictionary<TokenKey, AccessToken> _out = new();
    private readonly ConcurrentDictionary<TenantName, long> _last = new();

    /// <summary>Is this token not to be handed out again?</summary>
    public bool IsOut(TokenKey key, AccessToken token) =>
        _out.TryGetValue(key, out var known) && known.IssuedAt == token.IssuedAt && known.Value.Equals(token.Value);

    /// <summary>
    /// Puts this token out when it is the one that a job says was refused. Answers whether it is out then; false when the tenant's last
    /// one was put out too short a time ago. Takes a lock only when the job means this very token.
    /// </summary>
    public bool PutOut(TokenKey key, AccessToken token, Secret rejected)
    {
        if (IsOut(key, token))
        {
            return true;
        }

        if (!token.Value.Equals(rejected))
        {
            return false;
        }

        lock (_puttingOut)
        {
            if (IsOut(key, token))
            {
                return true;
            }

            if (_last.TryGetValue(key.Tenant, out var last) && time.GetElapsedTime(last) < Pause)
            {
                return false;
            }

            _last[key.Tenant] = time.GetTimestamp();
            _out[key] = token;
            return true;
        }
    }

    public void Forget(TenantName tenant)
    {
        _last.TryRemove(tenant, out _);
        foreach (var entry in _out.Where(entry => entry.Key.Tenant == tenant))
        {
            _out.TryRemove(entry);
        }
    }

    public void Prune()
    {
        var now = time.GetUtcNow();
        foreach (var entry in _out.Where(entry => entry.Value.ExpiresAt <= now))
        {
            _out.TryRemove(entry);
        }

        foreach (var entry in _last.Where(entry => time.GetElapsedTime(entry.Value) >= Pause))
        {
            _last.TryRemove(entry);
        }
    }
}
