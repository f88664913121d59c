using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>A job says that NetSuite refused its token: replaced when it is the present one, at most once a minute a tenant.</summary>
public sealed class RejectedTokenTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = Jobs.StandingClock();
    private Deployment _deployment = null!;
    private string _first = null!;

    public async ValueTask InitializeAsync()
    {
        _deployment = await Jobs.StartConnectedAsync(_time);
        _first = await _deployment.AccessTokenAsync();
    }

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task The_present_token_is_replaced_for_everybody()
    {
        var second = await RejectAsync(_first);

        Assert.NotEqual(_first, second);
        Assert.Equal(second, await _deployment.AccessTokenAsync());
        Assert.Equal(1, _deployment.Mints());
    }

    [Theory]
    [InlineData("not a token at all")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJvbGQifQ.c2lnbmF0dXJl")]
    public async Task Any_other_token_gets_the_present_one(string rejected)
    {
        Assert.Equal(_first, await RejectAsync(rejected));
        Assert.Equal(0, _deployment.Mints());
    }

    [Fact]
    public async Task A_token_that_was_replaced_already_gets_the_present_one()
    {
        var second = await RejectAsync(_first);
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(second, await RejectAsync(_first));
        Assert.Equal(1, _deployment.Mints());
    }

    [Fact]
    public async Task One_replacement_a_minute_is_enough()
    {
        var second = await RejectAsync(_first);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(second, await RejectAsync(second));
        Assert.Equal(1, _deployment.Mints());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(second, await RejectAsync(second));
        Assert.Equal(2, _deployment.Mints());
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_prolong_the_minute()
    {
        var clock = new WallClock { Error = TimeSpan.FromHours(1) };
        var rejected = new RejectedTokens(clock);
        var key = new TokenKey(TenantName.Parse(Deployment.Tenant), 1, ScopeSet.Parse("restlets"));
        Assert.True(IsPutOut("first"));

        clock.Error = TimeSpan.Zero;
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(IsPutOut("second"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsPutOut("second"));

        bool IsPutOut(string value)
        {
            var token = new AccessToken(new Secret(value), clock.GetUtcNow(), clock.GetUtcNow() + TimeSpan.FromHours(1));
            return rejected.PutOut(key, token, token.Value);
        }
    }

    [Fact]
    public async Task The_minute_is_the_tenants_and_not_the_scopes()
    {
        var narrowed = await _deployment.AccessTokenAsync(more: ("scope", "restlets"));
        await RejectAsync(_first);

        Assert.Equal(narrowed, await RejectAsync(narrowed, ("scope", "restlets")));
        Assert.Equal(2, _deployment.Mints());
    }

    [Fact]
    public async Task The_minute_of_one_tenant_is_not_anothers()
    {
        await _deployment.ConnectAsync("beta", "TSTDRV1234567");
        var other = await _deployment.AccessTokenAsync("beta");
        await RejectAsync(_first);

        Assert.NotEqual(other, await _deployment.AccessTokenAsync("beta", ("rejected_token", other)));
    }

    [Fact]
    public async Task Right_after_a_restart_the_token_in_the_row_is_the_present_one()
    {
        await _deployment.RestartAsync();

        var second = await RejectAsync(_first);
        Assert.NotEqual(_first, second);
        Assert.Equal(1, _deployment.Mints());

        await _deployment.RestartAsync();
        Assert.Equal(second, await _deployment.AccessTokenAsync());
    }

    [Fact]
    public async Task Everybody_who_rejects_it_at_once_shares_one_replacement()
    {
        var gate = _deployment.Fault(FaultKind.HoldBefore);
        var rejecting = Enumerable.Range(0, 20).Select(_ => RejectAsync(_first)).ToList();
        await gate.WaitUntilHeldAsync(Jobs.Cancelled);
        var asking = Enumerable.Range(0, 20).Select(_ => _deployment.AccessTokenAsync()).ToList();
        Assert.DoesNotContain(rejecting, answer => answer.IsCompleted);
        gate.Release();

        var answers = (await Task.WhenAll([.. rejecting, .. asking])).Distinct().ToList();

        Assert.NotEqual(_first, Assert.Single(answers));
        Assert.Equal(1, _deployment.Mints());
    }

    [Fact]
    public async Task Right_after_a_restart_too_everybody_shares_one_replacement()
    {
        await _deployment.RestartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RejectAsync(_first)));

        Assert.NotEqual(_first, Assert.Single(answers.Distinct()));
        Assert.Equal(1, _deployment.Mints());
    }

    [Fact]
    public async Task It_is_not_handed_out_again_when_its_replacement_fails()
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""", Times = 1 });

        Assert.Equal(503, (await _deployment.RefusalAsync(("rejected_token", _first))).Status);
        Assert.NotEqual(_first, await _deployment.AccessTokenAsync());
        Assert.Equal(2, _deployment.Mints());
    }

    [Fact]
    public async Task It_is_not_handed_out_again_when_its_replacement_fails_and_another_scopes_is_rejected_after_it()
    {
        var narrowed = await _deployment.AccessTokenAsync(more: ("scope", "restlets"));
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""", Times = 1 });
        Assert.Equal(503, (await _deployment.RefusalAsync(("rejected_token", _first))).Status);

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.NotEqual(narrowed, await RejectAsync(narrowed, ("scope", "restlets")));

        Assert.NotEqual(_first, await _deployment.AccessTokenAsync());
    }

    [Fact]
    public async Task It_does_not_come_back_with_a_restart_when_its_replacement_failed()
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""", Times = 1 });
        Assert.Equal(503, (await _deployment.RefusalAsync(("rejected_token", _first))).Status);

        await _deployment.RestartAsync();

        Assert.NotEqual(_first, await _deployment.AccessTokenAsync());
    }

    [Fact]
    public async Task It_is_not_taken_from_everybody_while_NetSuite_wants_to_be_left_alone()
    {
        _deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 60, Times = 1 });
        Assert.Equal(503, (await _deployment.RefusalAsync(("scope", "restlets"))).Status);

        Assert.Equal(_first, await RejectAsync(_first));
        Assert.Equal(_first, await _deployment.AccessTokenAsync());
        Assert.Equal(1, _deployment.Mints());
    }

    private Task<string> RejectAsync(string token, params (string Name, string Value)[] more) =>
        _deployment.AccessTokenAsync(more: [("rejected_token", token), .. more]);
}
