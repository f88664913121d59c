using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>When a token is replaced ahead of its end.</summary>
public sealed class RefreshPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TokenOptions Options = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5), 1000);

    [Fact]
    public void Ten_thousand_tokens_that_began_together_are_replaced_all_over_the_window_and_never_too_late()
    {
        var left = Enumerable.Range(0, 10_000)
            .Select(i => LeftWhenReplaced($"tenant-{i}", TimeSpan.FromHours(1), Options).TotalMinutes)
            .ToList();

        Assert.All(left, minutes => Assert.InRange(minutes, 5, 15));
        var tenths = left.CountBy(minutes => Math.Min(9, (int)(minutes - 5))).ToDictionary();
        Assert.Equal(10, tenths.Count);
        Assert.All(tenths.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void The_next_token_of_a_tenant_has_another_moment()
    {
        var first = LeftWhenReplaced("acme", TimeSpan.FromHours(1), Options);
        var key = KeyOf("acme");
        var next = new AccessToken(Secret.Random(), Now.AddHours(1), Now.AddHours(2));

        Assert.NotEqual(first, next.ExpiresAt - RefreshPolicy.RefreshAt(key, next, Options));
    }

    [Theory]
    [InlineData(20, 15, 5, 5, 10)]
    [InlineData(12, 15, 5, 5, 6)]
    [InlineData(4, 15, 5, 2, 2)]
    [InlineData(60, 2, 5, 2, 2)]
    [InlineData(60, 0, 5, 0, 0)]
    public void A_token_is_kept_for_half_of_its_life_at_least(int life, int ahead, int minimumLife, int atLeast, int atMost)
    {
        var options = Options with { RefreshAhead = TimeSpan.FromMinutes(ahead), MinimumLifetime = TimeSpan.FromMinutes(minimumLife) };

        Assert.All(
            Enumerable.Range(0, 100),
            i => Assert.InRange(LeftWhenReplaced($"tenant-{i}", TimeSpan.FromMinutes(life), options).TotalMinutes, atLeast, atMost));
    }

    private static TimeSpan LeftWhenReplaced(string tenant, TimeSpan life, TokenOptions options)
    {
        var token = new AccessToken(Secret.Random(), Now, Now + life);
        return token.ExpiresAt - RefreshPolicy.RefreshAt(KeyOf(tenant), token, options);
    }

    private static TokenKey KeyOf(string tenant) => new(TenantName.Parse(tenant), 1, ScopeSet.Parse("restlets"));
}
