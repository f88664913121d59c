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
    TenantDirectory directory,
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    TimeProvider time)
{
    /// <summary>How often one tenant's token may be replaced because NetSuite refused it, and how long a life NetSuite does not give is not asked for again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly SingleFlight<TokenKey, TokenAnswer?> _flights = new();
    private readonly ConcurrentDictionary<TenantName, DateTimeOffset> _rejections = new();
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

    public void Prune()
    {
        var now = time.GetUtcNow();
        cache.Prune();
        foreach (var old in _rejections.Where(entry => entry.Value + Pause <= now))
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
        var skipRow = false;
        if (cache.TryGet(key, TimeSpan.Zero, out var token))
        {
            if (IsToBeReplaced(key, token, demand.Rejected))
            {
                cache.Drop(key, token);
                skipRow = true;
            }
            else if (token.LeftAt(time.GetUtcNow()) >= demand.MinimumLife)
            {
                return new TokenAnswer.Issued(token, demand.Tenant, demand.Scopes);
            }
        }

        if (ShortLifeOf(key, demand.MinimumLife) is { } wait)
        {
            return new TokenAnswer.Refused(TokenRefusal.MinimumLifeUnavailable, wait);
        }

        var answer = await FlyAsync(demand, key, skipRow, cancellationToken);
        if (IsTooShort(answer, demand))
        {
            // The flight that was joined suited a smaller demand: once more for this one.
            answer = await FlyAsync(demand, key, skipRow: true, cancellationToken);
        }

        return IsTooShort(answer, demand)
            ? new TokenAnswer.Refused(TokenRefusal.MinimumLifeUnavailable, NoteShortLife(key, ((TokenAnswer.Issued)answer!).Token))
            : answer;
    }

    private bool IsTooShort(TokenAnswer? answer, TokenDemand demand) =>
        answer is TokenAnswer.Issued issued && issued.Token.LeftAt(time.GetUtcNow()) < demand.MinimumLife;

    private Task<TokenAnswer?> FlyAsync(TokenDemand demand, TokenKey key, bool skipRow, CancellationToken cancellationToken) =>
        _flights.RunAsync(key, () => FetchAsync(demand, key, skipRow), cancellationToken);

    /// <summary>Null when the tenant is of another generation by the time the token is here.</summary>
    private async Task<TokenAnswer?> FetchAsync(TokenDemand demand, TokenKey key, bool skipRow)
    {
        // Somebody else's flight may have ended between the look into the cache and the take-off.
        if (cache.TryGet(key, demand.MinimumLife, out var token))
        {
            return new TokenAnswer.Issued(token, demand.Tenant, demand.Scopes);
        }

        if (!skipRow
            && await ReadRowAsync(key) is { } stored
            && stored.LeftAt(time.GetUtcNow()) >= demand.MinimumLife
            && !IsToBeReplaced(key, stored, demand.Rejected))
        {
            cache.Put(key, stored);
            return new TokenAnswer.Issued(stored, demand.Tenant, demand.Scopes);
        }

        var answer = await mint.MintAsync(key, demand.Tenant);
        if (answer is not TokenAnswer.Issued issued)
        {
            return answer;
        }

        if (!directory.TryGet(key.Tenant.Value, out var tenant) || tenant.Generation != key.Generation || Refuse(tenant) is not null)
        {
            return null;
        }

        cache.Put(key, issued.Token);
        return answer;
    }

    private async Task<AccessToken?> ReadRowAsync(TokenKey key)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var row = await db.Tokens.AsNoTracking().SingleOrDefaultAsync(
            t => t.Tenant == key.Tenant && t.Generation == key.Generation && t.Scopes == key.Scopes);
        return row is not null && row.ExpiresAt > time.GetUtcNow()
            ? new AccessToken(protector.Unprotect(row.Token, SecretPurpose.AccessToken, key.Tenant.Value), row.IssuedAt, row.ExpiresAt)
            : null;
    }

    /// <summary>A job says NetSuite refused a token: it is replaced when it is this one, at most once a minute a tenant.</summary>
    private bool IsToBeReplaced(TokenKey key, AccessToken token, Secret? rejected)
    {
        if (rejected is null || !token.Value.Equals(rejected))
        {
            return false;
        }

        var now = time.GetUtcNow();
        return _rejections.TryGetValue(key.Tenant, out var last)
            ? last + Pause <= now && _rejections.TryUpdate(key.Tenant, now, last)
            : _rejections.TryAdd(key.Tenant, now);
    }

    private TimeSpan? ShortLifeOf(TokenKey key, TimeSpan minimumLife)
    {
        var now = time.GetUtcNow();
        return _shortLives.TryGetValue(key, out var known) && known.Until > now && minimumLife > known.Life ? known.Until - now : null;
    }

    private TimeSpan NoteShortLife(TokenKey key, AccessToken token)
    {
        _shortLives[key] = new ShortLife(token.ExpiresAt - token.IssuedAt, time.GetUtcNow() + Pause);
        return Pause;
    }

    private sealed record ShortLife(TimeSpan Life, DateTimeOffset Until);
}
