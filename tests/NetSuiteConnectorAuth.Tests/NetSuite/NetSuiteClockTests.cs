using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

public sealed class NetSuiteClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero));
    private readonly AccountId _account = NetSuiteBench.Account;

    [Theory]
    [InlineData(-240)]
    [InlineData(240)]
    [InlineData(600)]
    public void A_wrong_clock_of_ours_is_corrected(int seconds)
    {
        var clock = new NetSuiteClock(_time);

        clock.Observe(_account, _time.GetUtcNow().AddSeconds(seconds));

        Assert.Equal(_time.GetUtcNow().AddSeconds(seconds), clock.Now(_account));
        Assert.Equal(TimeSpan.FromSeconds(seconds), clock.Offset(_account));
    }

    [Theory]
    [InlineData(601)]
    [InlineData(-86_400)]
    public void A_difference_beyond_reason_is_reported_and_not_followed(int seconds)
    {
        var clock = new NetSuiteClock(_time);

        clock.Observe(_account, _time.GetUtcNow().AddSeconds(seconds));

        Assert.Equal(_time.GetUtcNow(), clock.Now(_account));
        Assert.Equal(TimeSpan.FromSeconds(seconds), clock.Offset(_account));
    }

    [Fact]
    public void The_noise_of_whole_seconds_and_travel_is_ignored_and_ends_a_correction()
    {
        var clock = new NetSuiteClock(_time);
        clock.Observe(_account, _time.GetUtcNow().AddMinutes(2));

        clock.Observe(_account, _time.GetUtcNow().AddSeconds(-2));

        Assert.Equal(TimeSpan.Zero, clock.Offset(_account));
    }

    [Fact]
    public void A_difference_that_is_not_followed_is_in_dispute_until_the_clock_is_set_right_or_measured_anew()
    {
        var wall = new WallClock { Error = TimeSpan.FromHours(1) };
        var clock = new NetSuiteClock(wall);
        clock.Observe(_account, wall.GetUtcNow().AddMinutes(-9));
        Assert.False(clock.IsDisputed);
        clock.Observe(_account, wall.GetUtcNow().AddHours(-1));
        wall.Advance(TimeSpan.FromDays(2));
        Assert.True(clock.IsDisputed);

        wall.Error = TimeSpan.FromMinutes(9);
        Assert.False(clock.IsDisputed);
        wall.Error = TimeSpan.FromHours(1);
        Assert.True(clock.IsDisputed);
        clock.Observe(_account, wall.GetUtcNow());
        Assert.False(clock.IsDisputed);
    }

    [Fact]
    public void Accounts_do_not_set_each_others_clocks()
    {
        var clock = new NetSuiteClock(_time);

        clock.Observe(_account, _time.GetUtcNow().AddMinutes(2));

        Assert.Equal(TimeSpan.Zero, clock.Offset(AccountId.Parse("7654321")));
    }

    [Fact]
    public void Measurements_of_any_number_of_accounts_stay_bounded()
    {
        var clock = new NetSuiteClock(_time);
        var accounts = Enumerable.Range(1, 25_000).Select(number => AccountId.Parse($"{number}")).ToList();

        accounts.ForEach(account => clock.Observe(account, _time.GetUtcNow().AddMinutes(2)));

        Assert.InRange(accounts.Count(account => clock.Offset(account) != TimeSpan.Zero), 1, 10_000);
        Assert.Equal(TimeSpan.FromMinutes(2), clock.Offset(accounts[^1]));
    }
}
