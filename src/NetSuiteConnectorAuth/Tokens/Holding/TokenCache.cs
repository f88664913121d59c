using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The tokens in memory: at most one a key, and never more than <see cref="TokenOptions.MaximumCached"/>; beyond that those that were not
/// asked for longest go first, and come back from their rows. Why it is no library: <c>docs/token-cache.md</c>.
/// </summary>
public sealed class TokenCache(TokenOptions options, TimeProvider time)
{
    /// <summary>Room is made for this part of the whole at once, so that the search for the oldest is seldom.</summary>
    private const int PartDropped = 16;

    private readonly ConcurrentDictionary<TokenKey, HeldToken> _tokens = new();
    private readonly Lock _makingRoom = new();

    public int Count => _tokens.Count;

    /// <summary>The token, unless there is none or it has expired.</summary>
    public HeldToken? Find(TokenKey key, DateTimeOffset now)
    {
        if (!_tokens.TryGetValue(key, out var held) || held.Token.ExpiresAt <= now)
        {
            return null;
        }

        held.Use(now);
        return held;
    }

    public void Put(TokenKey key, AccessToken token)
    {
        var held = new HeldToken(token, RefreshPolicy.RefreshAt(key, token, options));
        held.Use(time.GetUtcNow());
        _tokens[key] = held;
        MakeRoom();
    }

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
        foreach (var entry in _tokens.Where(entry => entry.Value.Token.ExpiresAt <= now))
        {
            _tokens.TryRemove(entry);
        }
    }

    private void MakeRoom()
    {
        if (_tokens.Count <= options.MaximumCached)
        {
            return;
        }

        lock (_makingRoom)
        {
            var tooMany = _tokens.Count - options.MaximumCached;
            if (tooMany <= 0)
            {
                return;
            }

            foreach (var entry in _tokens.ToArray().OrderBy(entry => entry.Value.UsedAt).Take(tooMany + (options.MaximumCached / PartDropped)))
            {
                _tokens.TryRemove(entry);
            }
        }
    }
}
