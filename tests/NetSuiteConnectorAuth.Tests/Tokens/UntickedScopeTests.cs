using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>A scope was added to the configuration; the integration record that a tenant connected through does not have it.</summary>
public sealed class UntickedScopeTests
{
    private static readonly (string, string) Unticked = ("scope", "suite_analytics");

    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public async Task Who_names_no_scope_gets_what_was_consented()
    {
        await using var deployment = await StartAsync();

        Assert.Equal("rest_webservices restlets", (await deployment.TokenAsync()).GetProperty("scope").GetString());
        Assert.Equal(0, deployment.Mints());
    }

    [Fact]
    public async Task Whoever_asks_for_it_is_refused_costs_little_and_troubles_nobody_else()
    {
        await using var deployment = await StartAsync();
        var own = await deployment.AccessTokenAsync();
        for (var i = 0; i < 600; i++)
        {
            Assert.Equal(new OAuthError(400, "invalid_scope", Tenant: "acme"), await deployment.RefusalAsync(Unticked));
            Assert.Equal(own, await deployment.AccessTokenAsync());
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(deployment.Mints(), 2, 24);
        Assert.Equal("ok", (await deployment.TenantAsync()).GetProperty("health").GetString());
        Assert.DoesNotContain("tenant.reconnect_required", await deployment.EventsAsync());
    }

    [Fact]
    public async Task Another_words_for_it_break_nothing_either()
    {
        await using var deployment = await StartAsync();
        deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = """{"error":"unauthorized_client"}""", Times = 1 });

        Assert.Equal("invalid_scope", (await deployment.RefusalAsync(Unticked)).Error);

        Assert.Equal("connected", (await deployment.TenantAsync()).GetProperty("status").GetString());
        await deployment.TokenAsync(more: ("scope", "restlets"));
    }

    [Fact]
    public async Task A_refusal_in_a_pause_touches_neither_the_store_nor_NetSuite()
    {
        await using var deployment = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await deployment.RefusalAsync(Unticked);
        }

        var (commands, mints) = (deployment.Commands.Count, deployment.Mints());
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("invalid_scope", (await deployment.RefusalAsync(Unticked)).Error);
        }

        Assert.Equal((commands, mints), (deployment.Commands.Count, deployment.Mints()));
    }

    [Fact]
    public async Task A_limit_met_by_the_tenants_own_scopes_is_a_limit_and_no_refusal()
    {
        await using var deployment = await StartAsync();
        deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = """{"error":"unauthorized_client"}""", Times = 1 });
        var own = deployment.Fault(FaultKind.HoldBefore, fault => fault with { Times = 1 });

        var refusal = deployment.RefusalAsync(Unticked);
        await own.WaitUntilHeldAsync(Jobs.Cancelled);
        deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 30 });
        own.Release();

        Assert.Equal(new OAuthError(503, "temporarily_unavailable", "netsuite_throttled", 30, "acme"), await refusal);
    }

    private async Task<Deployment> StartAsync()
    {
        var deployment = await Jobs.StartConnectedAsync(_time);
        await deployment.RestartAsync(settings => settings["NetSuite:Integrations:default:Scopes:2"] = "suite_analytics");
        deployment.ForgetMints();
        return deployment;
    }
}
