using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The one way to a token: memory, then the encrypted row, then NetSuite. A token in memory is handed out without touching the store and
/// without waiting; when its end comes near, it is replaced behind the back of whoever asks.
/// </summary>
public sealed partial class TokenIssuer(
    TokenCache cache,
    TokenMint mint,
    MintPauses pauses,
    RejectedTokens rejected,
    ThrottledAccounts throttled,
    TenantDirectory directory,
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    TimeProvider time,
    ILogger<TokenIssuer> logger)
{
    /// <summary>How long a life that NetSuite does not give is not asked for again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>One for a token that turns out to be put out, one for a flight that was joined too late, one for this demand.</summary>
    private const int MostFlights = 3;

    private readonly SingleFlight<TokenKey, TokenAnswer?> _flights = new();
    private readonly SingleFlight<TokenKey, bool> _reads = new();
    private readonly ConcurrentDictionary<TokenKey, ShortLife> _shortLives = new();

    public ValueTask<TokenAnswer> GetAsync(TokenDemand demand, CancellationToken cancellationToken)
    {
        if (Refuse(demand.Tenant) is { } refusal)
        {
            return new(refusal);
        }

        return FindInMemory(KeyOf(demand), demand) is { } held
            ? new(held.AnswerFor(demand.Tenant, demand.Scopes))
            : new(FetchAsync(demand, cancellationToken));
    }

    /// <summary>Asks NetSuite also when a token is here: somebody doubts that it would give another.</summary>
    public Task<TokenAnswer?> AskAnewAsync(TenantSnapshot tenant, ScopeSet scopes, CancellationToken cancellationToken)
    {
        var key = new TokenKey(tenant.Name, tenant.Generation, scopes);
        return _flights.RunAsync(
            key,
            async () =>
            {
                // Before it fails and is followed by a pause, in which rows are not looked for.
                await RememberAsync(key);
                return await MintAsync(tenant, key, MintTrigger.Check);
            },
            cancellationToken);
    }

    /// <summary>What every job of the tenant is told, whatever else it asks; null when the tenant is connected.</summary>
    internal static TokenAnswer.Refused? Refuse(TenantSnapshot tenant) => tenant.Status switch
    {
        TenantStatus.Connected => null,
        TenantStatus.ReconnectRequired => new TokenAnswer.Refused(TokenRefusal.ReconnectRequired),
        _ => new TokenAnswer.Refused(TokenRefusal.NotConnected),
    };

    /// <summary>None of this tenant's tokens stays in memory.</summary>
    public void Forget(TenantName tenant)
    {
        cache.Remove(tenant);
        rejected.Forget(tenant);
    }

    /// <summary>A token that is here already, in memory or in its row: NetSuite is not asked and nothing changes.</summary>
    public async Task<AccessToken?> FindHeldAsync(TokenKey key) => cache.Find(key, time.GetUtcNow())?.Token ?? await ReadRowAsync(key);

    public void Prune()
    {
        cache.Prune();
        pauses.Prune();
        rejected.Prune();
        var now = time.GetUtcNow();
        foreach (var old in _shortLives.Where(entry => entry.Value.Until <= now))
        {
            _shortLives.TryRemove(old);
        }
    }

    private static TokenKey KeyOf(TokenDemand demand) => new(demand.Tenant.Name, demand.Tenant.Generation, demand.Scopes);

    private HeldToken? FindInMemory(TokenKey key, TokenDemand demand)
    {
        var now = time.GetUtcNow();
        if (cache.Find(key, now) is not { } held || !Suits(key, held.Token, demand, now))
        {
            return null;
        }

        if (held.RefreshAt <= now && held.TryBeginReplacement())
        {
            _ = ReplaceAsync(held, key, demand.Tenant);
        }

        return held;
    }

    private async Task<TokenAnswer> FetchAsync(TokenDemand demand, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (await FetchOfGenerationAsync(demand, cancellationToken) is { } answer)
            {
                return answer;
            }

            // The tenant changed while its token was fetched: what came late is neither stored nor served, the present generation is asked.
            if (round == 2 || !directory.TryGet(demand.Tenant.Name.Value, out var present))
            {
                return new TokenAnswer.Refused(TokenRefusal.NetSuiteUnavailable, TimeSpan.FromSeconds(1));
            }

            demand = demand with { Tenant = present };
            if (Refuse(present) is { } refusal)
            {
                return refusal;
            }
        }
    }

    private async Task<TokenAnswer?> FetchOfGenerationAsync(TokenDemand demand, CancellationToken cancellationToken)
    {
        var key = KeyOf(demand);
        if (pauses.Of(key) is null)
        {
            // In a pause it was looked for already, and a refusal that is known costs the store nothing.
            await _reads.RunAsync(key, () => RememberAsync(key), cancellationToken);
        }

        for (var flight = 1; flight <= MostFlights; flight++)
        {
            if (FindInMemory(key, demand) is { } held)
            {
                return held.AnswerFor(demand.Tenant, demand.Scopes);
            }

            if (pauses.Of(key) is { } refusal)
            {
                return refusal;
            }

            if (ShortLifeOf(key, demand.MinimumLife) is { } wait)
            {
                return new TokenAnswer.Refused(TokenRefusal.MinimumLifeUnavailable, wait);
            }

            var answer = await _flights.RunAsync(key, () => FlyAsync(key, demand), cancellationToken);
            if (answer is TokenAnswer.Refused && demand.Rejected is not null)
            {
                await DropRowAsync(key);
            }

            if (answer is not TokenAnswer.Issued { Token: var token } || Suits(key, token, demand, time.GetUtcNow()))
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

    private async Task<TokenAnswer?> FlyAsync(TokenKey key, TokenDemand demand)
    {
        // Somebody else's flight may have ended between the look into the cache and the take-off.
        if (FindInMemory(key, demand) is { } held)
        {
            return held.AnswerFor(demand.Tenant, demand.Scopes);
        }

        return await MintAsync(demand.Tenant, key, MintTrigger.Foreground);
    }

    /// <summary>
    /// What is not in memory may be in its row, as after a restart. Looked for before anything else is decided, and kept for all whom it
    /// suits: one job's wish for a longer life, or a NetSuite that is down, keeps it from nobody. Answers whether memory has one then.
    /// </summary>
    private async Task<bool> RememberAsync(TokenKey key)
    {
        if (cache.Find(key, time.GetUtcNow()) is not null)
        {
            return true;
        }

        if (await ReadRowAsync(key) is { } stored && IsPresent(key) && cache.Find(key, time.GetUtcNow()) is null)
        {
            cache.Put(key, stored);
            return true;
        }

        return false;
    }

    /// <summary>A token that was put out and could not be replaced does not come back with a restart.</summary>
    private async Task DropRowAsync(TokenKey key)
    {
        if (cache.Find(key, time.GetUtcNow()) is not { Token: var token } || !rejected.IsOut(key, token))
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync();
        using var turn = await db.TakeTurnAsync(CancellationToken.None);
        await db.Tokens
            .Where(t => t.Tenant == key.Tenant && t.Generation == key.Generation && t.Scopes == key.Scopes && t.IssuedAt == token.IssuedAt)
            .ExecuteDeleteAsync();
    }

    private bool IsPresent(TokenKey key) =>
        directory.TryGet(key.Tenant.Value, out var present) && present.Generation == key.Generation && Refuse(present) is null;

    /// <summary>Nobody waits for it, so nobody hears when it fails: the present token goes on being handed out, and the pause after a failure holds here, too.</summary>
    private async Task ReplaceAsync(HeldToken held, TokenKey key, TenantSnapshot tenant)
    {
        try
        {
            await _flights.RunAsync(
                key,
                async () => cache.Find(key, time.GetUtcNow()) is { } present && present != held
                    ? new TokenAnswer.Issued(present.Token, tenant, key.Scopes)
                    : await MintAsync(tenant, key, MintTrigger.RefreshAhead),
                CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever it was, nobody else would get to see it. Who asks in the pause is not told of the store when it was a mistake of ours.
            var refusal = StoreFailures.IsUnavailable(e) ? TokenRefusal.StoreUnavailable : TokenRefusal.Unexpected;
            pauses.Observe(key, new MintOutcome(new TokenAnswer.Refused(refusal), FailureKind.Transient));
            Log.NotReplaced(logger, key.Tenant.Value, e);
        }
        finally
        {
            held.EndReplacement();
        }
    }

    /// <summary>Null when the tenant is of another generation by the time NetSuite has answered, or not connected any more.</summary>
    private async Task<TokenAnswer?> MintAsync(TenantSnapshot tenant, TokenKey key, MintTrigger trigger)
    {
        if (pauses.Of(key) is { } refusal)
        {
            return refusal;
        }

        var answer = pauses.Observe(key, await mint.MintAsync(key, tenant, trigger));
        if (!IsPresent(key))
        {
            return null;
        }

        if (answer is TokenAnswer.Issued issued)
        {
            cache.Put(key, issued.Token);
        }

        return answer;
    }

    /// <summary>Whether this token will do. One that the job says was refused is put out on the way, for everybody.</summary>
    private bool Suits(TokenKey key, AccessToken token, TokenDemand demand, DateTimeOffset now) =>
        token.LeftAt(now) >= demand.MinimumLife
        && !(demand.Rejected is { } refused && MayAsk(key, demand.Tenant) ? rejected.PutOut(key, token, refused) : rejected.IsOut(key, token));

    /// <summary>A token that cannot be replaced now is not taken from everybody else.</summary>
    private bool MayAsk(TokenKey key, TenantSnapshot tenant) =>
        pauses.Of(key) is null && (tenant.Account is not { } account || throttled.RestOf(account) is null);

    private async Task<AccessToken?> ReadRowAsync(TokenKey key)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var row = await db.Tokens.AsNoTracking().SingleOrDefaultAsync(
            t => t.Tenant == key.Tenant && t.Generation == key.Generation && t.Scopes == key.Scopes);
        return row is not null && row.ExpiresAt > time.GetUtcNow()
            ? new AccessToken(protector.Unprotect(row.Token, SecretPurpose.AccessToken, StoredToken.OwnerOf(key)), row.IssuedAt, row.ExpiresAt)
            : null;
    }

    private TimeSpan? ShortLifeOf(TokenKey key, TimeSpan minimumLife)
    {
        var now = time.GetUtcNow();
        return _shortLives.TryGetValue(key, out var known) && known.Until > now && minimumLife > known.Life ? known.Until - now : null;
    }

    private sealed record ShortLife(TimeSpan Life, DateTimeOffset Until);

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Error, "{Tenant}: a token could not be replaced ahead of its end; the present one is handed out as long as it lives")]
        public static partial void NotReplaced(ILogger logger, string tenant, Exception exception);
    }
}
