using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The one way to a token: memory, then the encrypted row, then NetSuite. A token in memory is handed out without touching the store.
/// </summary>
public sealed class TokenIssuer(
    TokenCache cache,
    TokenMint mint,
    MintPauses pauses,
    TenantDirectory directory,
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    TimeProvider time)
{
    /// <summary>
    /// How long a tenant's token that replaced a refused one is safe from the next refusal, and how long a life that NetSuite does not
    /// give is not asked for again.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>One for a token that turns out to be put out, one for a flight that was joined too late, one for this demand.</summary>
    private const int MostFlights = 3;

    private readonly SingleFlight<TokenKey, TokenAnswer?> _flights = new();
    private readonly ConcurrentDictionary<TenantName, Rejection> _rejections = new();
    private readonly ConcurrentDictionary<TokenKey, ShortLife> _shortLives = new();

    public async Task<TokenAnswer> GetAsync(TokenDemand demand, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (Refuse(demand.Tenant) is { } refusal)
            {
                return refusal;
            }

            if (await GetOfGenerationAsync(demand, cancellationToken) is { } answer)
            {
                return answer;
            }

            // The tenant changed while its token was fetched: what came late is neither stored nor served, the present generation is asked.
            if (round == 2 || !directory.TryGet(demand.Tenant.Name.Value, out var present))
            {
                return new TokenAnswer.Refused(TokenRefusal.NetSuiteUnavailable, TimeSpan.FromSeconds(1));
            }

            demand = demand with { Tenant = present };
        }
    }

    /// <summary>Asks NetSuite also when a token is here: somebody doubts that it would give another.</summary>
    public Task<TokenAnswer?> AskAnewAsync(TenantSnapshot tenant, ScopeSet scopes, CancellationToken cancellationToken)
    {
        var key = new TokenKey(tenant.Name, tenant.Generation, scopes);
        return _flights.RunAsync(key, () => MintAsync(tenant, key), cancellationToken);
    }

    /// <summary>None of this tenant's tokens stays in memory.</summary>
    public void Forget(TenantName tenant)
    {
        cache.Remove(tenant);
        _rejections.TryRemove(tenant, out _);
    }

    /// <summary>A token that is here already, in memory or in its row: NetSuite is not asked and nothing changes.</summary>
    public async Task<AccessToken?> FindHeldAsync(TokenKey key) => cache.TryGet(key, out var cached) ? cached : await ReadRowAsync(key);

    public void Prune()
    {
        var now = time.GetUtcNow();
        cache.Prune();
        pauses.Prune();
        foreach (var old in _rejections.Where(entry => entry.Value.Token.ExpiresAt <= now && entry.Value.At + Pause <= now))
        {
            _rejections.TryRemove(old);
        }

        foreach (var old in _shortLives.Where(entry => entry.Value.Until <= now))
        {
            _shortLives.TryRemove(old);
        }
    }

    private static TokenAnswer.Refused? Refuse(TenantSnapshot tenant) => tenant.Status switch
    {
        TenantStatus.Connected => null,
        TenantStatus.ReconnectRequired => new TokenAnswer.Refused(TokenRefusal.ReconnectRequired),
        _ => new TokenAnswer.Refused(TokenRefusal.NotConnected),
    };

    private async Task<TokenAnswer?> GetOfGenerationAsync(TokenDemand demand, CancellationToken cancellationToken)
    {
        var key = new TokenKey(demand.Tenant.Name, demand.Tenant.Generation, demand.Scopes);
        if (cache.TryGet(key, out var cached) && Suits(key, cached, demand))
        {
            return new TokenAnswer.Issued(cached, demand.Tenant, demand.Scopes);
        }

        for (var flight = 1; flight <= MostFlights; flight++)
        {
            if (pauses.Of(key) is { } refusal)
            {
                return refusal;
            }

            if (ShortLifeOf(key, demand.MinimumLife) is { } wait)
            {
                return new TokenAnswer.Refused(TokenRefusal.MinimumLifeUnavailable, wait);
            }

            var answer = await _flights.RunAsync(key, () => FetchAsync(demand, key), cancellationToken);
            if (answer is not TokenAnswer.Issued { Token: var token } || Suits(key, token, demand))
            {
                return answer;
            }

            if (token.Life < demand.MinimumLife)
            {
                _shortLives[key] = new ShortLife(token.Life, time.GetUtcNow() + Pause);
            }

            // Otherwise the flight that was joined suited the demand of somebody else: once more, for this one.
        }

        return new TokenAnswer.Refused(TokenRefusal.NetSuiteUnavailable, TimeSpan.FromSeconds(1));
    }

    private async Task<TokenAnswer?> FetchAsync(TokenDemand demand, TokenKey key)
    {
        // Somebody else's flight may have ended between the look into the cache and the take-off.
        if (cache.TryGet(key, out var cached) && Suits(key, cached, demand))
        {
            return new TokenAnswer.Issued(cached, demand.Tenant, demand.Scopes);
        }

        if (await ReadRowAsync(key) is { } stored && Suits(key, stored, demand))
        {
            cache.Put(key, stored);
            return new TokenAnswer.Issued(stored, demand.Tenant, demand.Scopes);
        }

        return await MintAsync(demand.Tenant, key);
    }

    /// <summary>Null when the tenant is of another generation by the time NetSuite has answered, or not connected any more.</summary>
    private async Task<TokenAnswer?> MintAsync(TenantSnapshot tenant, TokenKey key)
    {
        if (pauses.Of(key) is { } refusal)
        {
            return refusal;
        }

        var answer = pauses.Observe(key, await mint.MintAsync(key, tenant));
        if (!directory.TryGet(key.Tenant.Value, out var present) || present.Generation != key.Generation || Refuse(present) is not null)
        {
            return null;
        }

        if (answer is TokenAnswer.Issued issued)
        {
            cache.Put(key, issued.Token);
        }

        return answer;
    }

    private bool Suits(TokenKey key, AccessToken token, TokenDemand demand) =>
        token.LeftAt(time.GetUtcNow()) >= demand.MinimumLife && !IsOut(key.Tenant, token, demand.Rejected);

    private async Task<AccessToken?> ReadRowAsync(TokenKey key)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var row = await db.Tokens.AsNoTracking().SingleOrDefaultAsync(
            t => t.Tenant == key.Tenant && t.Generation == key.Generation && t.Scopes == key.Scopes);
        return row is not null && row.ExpiresAt > time.GetUtcNow()
            ? new AccessToken(protector.Unprotect(row.Token, SecretPurpose.AccessToken, StoredToken.OwnerOf(key.Tenant, key.Generation, key.Scopes)), row.IssuedAt, row.ExpiresAt)
            : null;
    }

    /// <summary>
    /// Is this token not to be handed out again, for a job said that NetSuite refused it? Saying so puts it out when it is this one, at
    /// most once a minute a tenant.
    /// </summary>
    private bool IsOut(TenantName tenant, AccessToken token, Secret? rejected)
    {
        var isKnown = _rejections.TryGetValue(tenant, out var last);
        if (isKnown && last!.Token.IssuedAt == token.IssuedAt && last.Token.Value.Equals(token.Value))
        {
            return true;
        }

        var now = time.GetUtcNow();
        if (rejected is null || !token.Value.Equals(rejected) || (isKnown && last!.At + Pause > now))
        {
            return false;
        }

        // Who was overtaken judges again: it may have been for the same token.
        var rejection = new Rejection(token, now);
        return (isKnown ? _rejections.TryUpdate(tenant, rejection, last!) : _rejections.TryAdd(tenant, rejection))
            || IsOut(tenant, token, rejected);
    }

    private TimeSpan? ShortLifeOf(TokenKey key, TimeSpan minimumLife)
    {
        var now = time.GetUtcNow();
        return _shortLives.TryGetValue(key, out var known) && known.Until > now && minimumLife > known.Life ? known.Until - now : null;
    }

    private sealed record Rejection(AccessToken Token, DateTimeOffset At);

    private sealed record ShortLife(TimeSpan Life, DateTimeOffset Until);
}
