using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class RefreshTokenTests : SimulatorTest
{
    [Fact]
    public async Task A_public_client_gets_a_new_refresh_token_each_time()
    {
        var connector = NewConnector();
        var first = (await connector.LogInAsync()).Text("refresh_token");

        var refreshed = await RefreshAsync(connector, first);

        Assert.Equal("200", refreshed.Outcome);
        Assert.NotEqual(first, refreshed.Text("refresh_token"));
        Assert.Equal("200", (await RefreshAsync(connector, refreshed.Text("refresh_token"))).Outcome);
    }

    [Fact]
    public async Task A_refresh_token_used_twice_ends_the_chain()
    {
        var connector = NewConnector();
        var first = (await connector.LogInAsync()).Text("refresh_token");
        var second = (await RefreshAsync(connector, first)).Text("refresh_token");

        Assert.Equal("400 invalid_grant", (await RefreshAsync(connector, first)).Outcome);
        Assert.Equal("400 invalid_grant", (await RefreshAsync(connector, second)).Outcome);
    }

    [Fact]
    public async Task A_confidential_client_keeps_its_refresh_token_for_seven_days()
    {
        NetSuite.Integration.ClientSecret = "secret";
        var connector = NewConnector();
        connector.Secret = "secret";
        var token = (await connector.LogInAsync()).Text("refresh_token");

        Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        var inTime = await RefreshAsync(connector, token);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await RefreshAsync(connector, token);

        Assert.False(inTime.Has("refresh_token"));
        Assert.Equal(("200", "400 invalid_grant"), (inTime.Outcome, late.Outcome));
        Assert.Equal("RefreshTokenExpired", NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Fact]
    public async Task A_public_clients_refresh_token_lives_48_hours()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("refresh_token");
        Clock.Advance(TimeSpan.FromHours(48));

        Assert.Equal("400 invalid_grant", (await RefreshAsync(connector, token)).Outcome);
    }

    [Fact]
    public async Task A_chain_ends_at_the_rotation_limit_however_often_it_is_used()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("refresh_token");
        var days = 0;
        for (var answer = await RefreshAsync(connector, token); answer.Outcome == "200"; answer = await RefreshAsync(connector, token))
        {
            token = answer.Text("refresh_token");
            Clock.Advance(TimeSpan.FromDays(1));
            days++;
        }

        Assert.Equal(7, days);
    }

    [Fact]
    public async Task An_access_token_is_no_refresh_token()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");

        Assert.Equal("400 invalid_grant", (await RefreshAsync(connector, token)).Outcome);
        Assert.Equal("InvalidRefreshToken", NetSuite.AuditTrail.Entries.Last().Detail);
    }

    [Fact]
    public async Task An_inactive_user_gets_no_new_token_and_keeps_the_old_one()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("refresh_token");
        var user = NetSuite.AddAccount(connector.Account).FindUser(317)!;

        user.Active = false;
        var refused = await RefreshAsync(connector, token);
        user.Active = true;
        var taken = await RefreshAsync(connector, token);

        Assert.Equal(("400 invalid_grant", "200"), (refused.Outcome, taken.Outcome));
    }

    [Fact]
    public async Task Revoking_the_refresh_token_ends_its_access_tokens()
    {
        var connector = NewConnector();
        var tokens = await connector.LogInAsync();

        var revoked = await RevokeAsync(connector, tokens.Text("refresh_token"));

        Assert.Equal("200", revoked.Outcome);
        Assert.Equal("401", (await connector.ReadCustomersAsync(tokens.Text("access_token"))).Outcome);
        Assert.Equal("400 invalid_grant", (await RefreshAsync(connector, tokens.Text("refresh_token"))).Outcome);
    }

    [Fact]
    public async Task Revoking_what_is_unknown_is_no_error()
    {
        Assert.Equal("200", (await RevokeAsync(NewConnector(), "unknown")).Outcome);
    }

    [Theory]
    [InlineData(false, "200")]
    [InlineData(true, "401")]
    public async Task Revoking_an_access_token_ends_it_alone_where_that_is_configured(bool ends, string outcome)
    {
        Options.RevokeEndsAccessTokens = ends;
        var connector = NewConnector();
        var tokens = await connector.LogInAsync();
        var certificate = await connector.ConnectAsync();
        var minted = (await connector.MintAsync(certificate)).Text("access_token");

        foreach (var token in new[] { tokens.Text("access_token"), minted })
        {
            Assert.Equal("200", (await RevokeAsync(connector, token)).Outcome);
            Assert.Equal(outcome, (await connector.ReadCustomersAsync(token)).Outcome);
        }

        Assert.Equal("200", (await RefreshAsync(connector, tokens.Text("refresh_token"))).Outcome);
        Assert.Equal("200", (await connector.ReadCustomersAsync((await connector.MintAsync(certificate)).Text("access_token"))).Outcome);
    }

    [Fact]
    public async Task Another_client_ends_no_access_token_and_neither_does_another_account()
    {
        Options.RevokeEndsAccessTokens = true;
        NetSuite.AddIntegration(new() { ClientId = "another" });
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");
        var other = NewConnector();
        other.ClientId = "another";

        Assert.Equal("200", (await RevokeAsync(other, token)).Outcome);
        Assert.Equal("200", (await RevokeAsync(NewConnector("1234567"), token)).Outcome);
        Assert.Equal("200", (await connector.ReadCustomersAsync(token)).Outcome);
    }

    [Fact]
    public async Task The_answer_to_a_revocation_is_empty_unless_configured_otherwise()
    {
        var connector = NewConnector();
        var empty = await RevokeAsync(connector, "unknown");
        (Options.RevokeStatus, Options.RevokeBody, Options.RevokeContentType) = (202, "Successfully revoked", "text/plain");

        var text = await RevokeAsync(connector, (await connector.LogInAsync()).Text("refresh_token"));

        Assert.Equal(("200", "", null), (empty.Outcome, empty.Body, empty.ContentType));
        Assert.Equal(("202", "Successfully revoked", "text/plain"), (text.Outcome, text.Body, text.ContentType));
    }

    [Fact]
    public async Task Revoking_needs_the_client()
    {
        var connector = NewConnector();
        connector.ClientId = "another";

        Assert.Equal("401 invalid_client", (await RevokeAsync(connector, "unknown")).Outcome);
    }

    private static Task<Answer> RefreshAsync(Connector connector, string token) =>
        connector.PostFormAsync(connector.TokenUrl, Form(connector, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token }), connector.BasicHeader());

    private static Task<Answer> RevokeAsync(Connector connector, string token) => connector.PostFormAsync(
        connector.TokenUrl.Replace("/token", "/revoke", StringComparison.Ordinal), Form(connector, new() { ["token"] = token }), connector.BasicHeader());

    private static Dictionary<string, string> Form(Connector connector, Dictionary<string, string> form)
    {
        if (connector.Secret is null)
        {
            form["client_id"] = connector.ClientId;
        }

        return form;
    }
}
