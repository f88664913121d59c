using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>NetSuite limits an account: its <c>Retry-After</c> holds for every tenant of it.</summary>
public sealed class ThrottledAccountTests
{
    private static readonly (string, string) Cold = ("scope", "restlets");

    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public async Task After_a_429_no_tenant_of_the_account_is_asked_for_until_the_time_is_over()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.ConnectAsync("acme-too", Deployment.Account);
        await deployment.ConnectAsync("beta", "TSTDRV1234567");
        var warm = await deployment.AccessTokenAsync("acme-too");
        deployment.ForgetMints();
        deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 60, Times = 1 });

        Assert.Equal(("netsuite_throttled", 60), Of(await deployment.RefusalAsync(Cold)));
        Assert.Equal(1, deployment.Mints());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("netsuite_throttled", 59), Of(await OAuthError.ReadAsync(await deployment.RequestTokenAsync("acme-too", Cold))));
        Assert.Equal(warm, await deployment.AccessTokenAsync("acme-too"));
        Assert.Equal(1, deployment.Mints());
        await deployment.TokenAsync("beta", Cold);
        Assert.Equal(2, deployment.Mints());

        _time.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal(("netsuite_throttled", 1), Of(await OAuthError.ReadAsync(await deployment.RequestTokenAsync("acme-too", Cold))));
        _time.Advance(TimeSpan.FromSeconds(1));
        await deployment.TokenAsync("acme-too", Cold);
        await deployment.TokenAsync(more: Cold);
        Assert.Equal(4, deployment.Mints());
    }

    [Fact]
    public async Task A_long_rest_is_told_once_with_its_end_in_log_tenant_and_check()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.ConnectAsync("acme-too", Deployment.Account);
        await deployment.ConnectAsync("beta", "TSTDRV1234567");
        Assert.False((await deployment.TenantAsync()).TryGetProperty("throttled_until", out _));
        deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 3600, Times = 1 });
        Assert.Equal(("netsuite_throttled", 3600), Of(await deployment.RefusalAsync(Cold)));
        var end = _time.GetUtcNow().AddHours(1);
        Assert.Equal(503, (int)(await deployment.RequestTokenAsync("acme-too", Cold)).StatusCode);

        Assert.Equal(end, (await deployment.TenantAsync()).GetProperty("throttled_until").GetDateTimeOffset());
        Assert.Equal(end, (await deployment.TenantAsync("acme-too")).GetProperty("throttled_until").GetDateTimeOffset());
        Assert.False((await deployment.TenantAsync("beta")).TryGetProperty("throttled_until", out _));
        var told = Assert.Single(deployment.Logs.Lines, line => line.Text.Contains("NetSuite asks that account", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, told.Level);
        var check = await Deployment.JsonAsync(await deployment.Internal.PostAsync("/tenants/acme/check", null, Jobs.Cancelled));
        var finding = Assert.Single(check.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("code").GetString() == "throttled");
        Assert.StartsWith("Wait until 2026-12-01 09:", finding.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Contains("UTC", finding.GetProperty("what").GetString(), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.False((await deployment.TenantAsync()).TryGetProperty("throttled_until", out _));
    }

    [Fact]
    public void A_long_rest_begins_once_however_many_were_asked_at_the_time()
    {
        var accounts = new ThrottledAccounts(_time);
        var account = AccountId.Parse("1234567");

        Assert.False(accounts.Observe(account, TimeSpan.FromMinutes(3)));
        Assert.True(accounts.Observe(account, TimeSpan.FromMinutes(5)));
        Assert.False(accounts.Observe(account, TimeSpan.FromMinutes(5)));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(accounts.Observe(account, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_shorter_wish_does_not_cut_an_earlier_one_short()
    {
        var accounts = new ThrottledAccounts(_time);
        var (account, other) = (AccountId.Parse("1234567"), AccountId.Parse("1234567_SB1"));

        accounts.Observe(account, TimeSpan.FromSeconds(60));
        accounts.Observe(account, TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(60), accounts.RestOf(account));
        Assert.Null(accounts.RestOf(other));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(accounts.RestOf(account));
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_prolong_a_rest()
    {
        var clock = new WallClock { Error = TimeSpan.FromHours(1) };
        var accounts = new ThrottledAccounts(clock);
        var account = AccountId.Parse("1234567");
        accounts.Observe(account, TimeSpan.FromSeconds(60));

        clock.Error = TimeSpan.Zero;
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), accounts.RestOf(account));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(accounts.RestOf(account));
    }

    private static (string?, int?) Of(OAuthError error) => (error.ErrorCode, error.RetryAfter);
}
