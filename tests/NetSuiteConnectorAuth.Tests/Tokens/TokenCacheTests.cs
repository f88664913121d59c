using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>Memory has a bound, and what is in use stays.</summary>
public sealed class TokenCacheTests
{
    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public void A_hundred_thousand_keys_take_no_more_room_than_configured()
    {
        var cache = NewCache(1000);
        var mostHeld = 0;
        for (var i = 0; i < 100_000; i++)
        {
            Put(cache, i);
            mostHeld = Math.Max(mostHeld, cache.Count);
        }

        Assert.Equal(1000, mostHeld);
    }

    [Fact]
    public void What_was_not_asked_for_longest_goes_first()
    {
        var cache = NewCache(160);
        for (var i = 0; i < 160; i++)
        {
            Put(cache, i);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(Enumerable.Range(0, 150), i => Assert.NotNull(cache.Find(KeyOf(i), _time.GetUtcNow())));
        Put(cache, 160);

        // One too many, and a sixteenth more; nobody had asked for the last ten.
        Assert.Equal(150, cache.Count);
        Assert.Equal(149, Enumerable.Range(0, 150).Count(i => cache.Find(KeyOf(i), _time.GetUtcNow()) is not null));
        Assert.NotNull(cache.Find(KeyOf(160), _time.GetUtcNow()));
    }

    [Fact]
    public void Only_one_of_many_replaces_a_token()
    {
        var held = new HeldToken(NewToken(), _time.GetUtcNow());

        Assert.Equal(1, Enumerable.Range(0, 1000).AsParallel().Count(_ => held.TryBeginReplacement()));
        held.EndReplacement();
        Assert.True(held.TryBeginReplacement());
    }

    private TokenCache NewCache(int most) => new(new TokenOptions(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, most), _time);

    private void Put(TokenCache cache, int i) => cache.Put(KeyOf(i), NewToken());

    private AccessToken NewToken() => new(new Secret("token"), _time.GetUtcNow(), _time.GetUtcNow().AddHours(1));

    private static TokenKey KeyOf(int i) => new(TenantName.Parse($"tenant-{i}"), 1, ScopeSet.Parse("restlets"));
}
