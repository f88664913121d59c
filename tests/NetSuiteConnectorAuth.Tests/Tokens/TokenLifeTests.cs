using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>How long a token is handed out, and what it costs to hand it out again.</summary>
public sealed class TokenLifeTests
{
    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public async Task The_first_job_gets_the_token_that_proved_the_certificate()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);

        await deployment.TokenAsync();

        Assert.Equal(0, deployment.Mints());
    }

    [Fact]
    public async Task A_token_in_memory_touches_neither_the_store_nor_NetSuite()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);

        var before = deployment.Commands.Count;
        var token = await deployment.AccessTokenAsync();
        var cold = deployment.Commands.Count;
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(token, await deployment.AccessTokenAsync());
        }

        Assert.True(cold > before, "The store's commands are not seen.");
        Assert.Equal(cold, deployment.Commands.Count);
        Assert.Equal(0, deployment.Mints());
    }

    [Fact]
    public async Task A_token_in_memory_writes_no_line_that_is_logged_by_default()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.SettleAsync(_time);
        await deployment.TokenAsync();

        var before = Lines();
        for (var i = 0; i < 100; i++)
        {
            await deployment.TokenAsync();
        }

        Assert.Equal(before, Lines());
        using var stranger = deployment.ClientOf("stranger", Secret.Random());
        Assert.Equal(401, (await OAuthError.ReadAsync(await stranger.AskAsync(("tenant", Deployment.Tenant)))).Status);
        Assert.True(Lines().Length > before.Length, "The log is not seen.");

        string[] Lines() => [.. deployment.Logs.Lines.Where(line => line.Level > LogLevel.Debug).Select(line => line.Text)];
    }

    [Fact]
    public async Task What_is_left_is_told_in_whole_seconds()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        Assert.Equal(3600, (await deployment.TokenAsync()).GetProperty("expires_in").GetInt32());

        _time.Advance(TimeSpan.FromSeconds(100.4));

        Assert.Equal(3499, (await deployment.TokenAsync()).GetProperty("expires_in").GetInt32());
    }

    [Theory]
    [InlineData(null, 3300)]
    [InlineData(0, 3599)]
    [InlineData(1, 3599)]
    [InlineData(3000, 600)]
    public async Task A_token_is_replaced_when_it_lives_too_short_for_the_job(int? minTtl, int lastSecond)
    {
        // Without help from the background.
        await using var deployment = await Jobs.StartConnectedAsync(_time, settings => settings["Tokens:RefreshAhead"] = "00:00:00");
        (string, string)[] demand = minTtl is null ? [] : [("min_ttl", $"{minTtl}")];
        var first = await deployment.AccessTokenAsync(more: demand);

        _time.Advance(TimeSpan.FromSeconds(lastSecond));
        Assert.Equal(first, await deployment.AccessTokenAsync(more: demand));
        Assert.Equal(0, deployment.Mints());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, await deployment.AccessTokenAsync(more: demand));
        Assert.Equal(1, deployment.Mints());
    }

    [Fact]
    public async Task A_demand_that_NetSuite_does_not_meet_costs_one_mint_a_minute()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var shortLife = deployment.Fault(FaultKind.ShortTokenLife, fault => fault with { Delay = TimeSpan.FromSeconds(600) });
        _time.Advance(TimeSpan.FromSeconds(601));
        OAuthError Unavailable(int retryAfter) => new(503, "temporarily_unavailable", "min_ttl_unavailable", retryAfter, "acme");

        Assert.Equal(Unavailable(60), await deployment.RefusalAsync(("min_ttl", "3000")));
        Assert.Equal(1, deployment.Mints());

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(Unavailable(1), await deployment.RefusalAsync(("min_ttl", "3000")));
        Assert.Equal(Unavailable(1), await deployment.RefusalAsync(("min_ttl", "601")));
        Assert.Equal(541, (await deployment.TokenAsync(more: ("min_ttl", "500"))).GetProperty("expires_in").GetInt32());
        Assert.Equal(1, deployment.Mints());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Unavailable(60), await deployment.RefusalAsync(("min_ttl", "3000")));
        Assert.Equal(2, deployment.Mints());

        deployment.Simulator.NetSuite.Faults.Remove(shortLife.Id);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(3600, (await deployment.TokenAsync(more: ("min_ttl", "3000"))).GetProperty("expires_in").GetInt32());
        Assert.Equal(3, deployment.Mints());
    }

    [Fact]
    public async Task The_tokens_own_end_counts_when_it_is_earlier_than_NetSuite_says()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        deployment.Simulator.NetSuite.Options.AccessTokenEndsWithAssertion = true;

        // An assertion lives 300 s from 30 s ago.
        var token = await deployment.TokenAsync(more: [("scope", "restlets"), ("min_ttl", "200")]);

        Assert.Equal(270, token.GetProperty("expires_in").GetInt32());
    }

    [Fact]
    public async Task After_a_restart_the_token_comes_from_the_encrypted_row()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var narrowed = ("scope", "restlets");
        var tokens = (await deployment.AccessTokenAsync(), await deployment.AccessTokenAsync(more: narrowed));
        deployment.ForgetMints();

        await deployment.RestartAsync();

        Assert.Equal(tokens, (await deployment.AccessTokenAsync(), await deployment.AccessTokenAsync(more: narrowed)));
        Assert.Equal(0, deployment.Mints());
    }

    [Theory]
    [InlineData(3601)]
    [InlineData(3400)]
    public async Task A_row_whose_token_lives_too_short_is_minted_anew_and_kept(int seconds)
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var first = await deployment.AccessTokenAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await deployment.RestartAsync();

        var second = await deployment.AccessTokenAsync();
        Assert.NotEqual(first, second);
        Assert.Equal(1, deployment.Mints());

        await deployment.RestartAsync();
        Assert.Equal(second, await deployment.AccessTokenAsync());
        Assert.Equal(1, deployment.Mints());
    }

    [Fact]
    public async Task After_a_restart_a_NetSuite_that_is_down_and_a_job_that_wants_more_keep_the_row_from_nobody()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var token = await deployment.AccessTokenAsync();
        _time.Advance(TimeSpan.FromMinutes(20));
        await deployment.RestartAsync();
        var gate = deployment.Fault(FaultKind.HoldBefore);

        var wantsMore = deployment.RequestTokenAsync(more: ("min_ttl", "3000"));
        await gate.WaitUntilHeldAsync(Jobs.Cancelled);

        Assert.Equal(token, await deployment.AccessTokenAsync());
        gate.Release();
        await wantsMore;
    }

    [Fact]
    public async Task What_expired_leaves_memory()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.TokenAsync();
        await deployment.TokenAsync(more: ("scope", "restlets"));
        var cache = deployment.App.Services.GetRequiredService<TokenCache>();
        Assert.Equal(2, cache.Count);

        _time.Advance(TimeSpan.FromHours(1));
        deployment.App.Services.GetRequiredService<TokenIssuer>().Prune();

        Assert.Equal(0, cache.Count);
    }
}
