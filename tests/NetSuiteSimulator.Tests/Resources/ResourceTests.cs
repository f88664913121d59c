using System.Net;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class ResourceTests : SimulatorTest
{
    [Theory]
    [InlineData(null, "Bearer realm=\"1234567_SB1\"")]
    [InlineData("garbage", "Bearer realm=\"1234567_SB1\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"")]
    public async Task A_bad_token_is_told_nothing_but_that(string? token, string challenge)
    {
        var answer = await NewConnector().ReadCustomersAsync(token);

        Assert.Equal("401", answer.Outcome);
        Assert.Equal("INVALID_LOGIN", answer.RestCode);
        Assert.Equal(challenge, answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_tampered_token_is_refused()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token").Split('.');
        var other = (await NewConnector("1234567").LogInAsync()).Text("access_token").Split('.');

        Assert.Equal("401", (await connector.ReadCustomersAsync($"{token[0]}.{token[1]}.{other[2]}")).Outcome);
    }

    [Fact]
    public async Task A_token_of_another_account_is_refused()
    {
        var token = (await NewConnector("1234567").LogInAsync()).Text("access_token");

        Assert.Equal("401", (await NewConnector("1234567_SB1").ReadCustomersAsync(token)).Outcome);
    }

    [Fact]
    public async Task A_role_without_REST_reads_nothing_but_manages_its_certificates()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync(role: 1045)).Text("access_token");

        var read = await connector.ReadCustomersAsync(token);

        Assert.Equal(("403", "INSUFFICIENT_PERMISSION"), (read.Outcome, read.RestCode));
        Assert.Equal("200", (await connector.ListAsync(token)).Outcome);
    }

    [Fact]
    public async Task Each_service_wants_its_scope()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var rest = (await connector.MintAsync(certificate)).Text("access_token");
        var restlets = (await connector.MintAsync(connector.Assertion(certificate).With("scope", "restlets").Sign())).Text("access_token");
        var restletUrl = connector.Restlets + "/app/site/hosting/restlet.nl?script=1&deploy=1";

        Assert.Equal("200", (await connector.ReadCustomersAsync(rest)).Outcome);
        Assert.Equal("403", (await connector.GetAsync(restletUrl, rest)).Outcome);
        Assert.Equal("403", (await connector.ReadCustomersAsync(restlets)).Outcome);
        Assert.Equal("200", (await connector.GetAsync(restletUrl, restlets)).Outcome);
        Assert.Equal("403", (await connector.ListAsync(restlets)).Outcome);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.Unauthorized)]
    [InlineData(false, HttpStatusCode.OK)]
    public async Task A_cookie_on_an_API_call_is_an_invalid_login(bool breaks, HttpStatusCode status)
    {
        Options.CookiesBreakLogins = breaks;
        var connector = NewConnector();
        using var request = new HttpRequestMessage(HttpMethod.Get, connector.CustomersUrl);
        request.Headers.Authorization = new("Bearer", (await connector.LogInAsync()).Text("access_token"));
        request.Headers.Add("Cookie", "NS_VER=2026.2");

        Assert.Equal(status, (await Answer.ReadAsync(await Http.SendAsync(request, Ct), Ct)).Status);
    }

    [Fact]
    public async Task The_customers_are_a_small_list_and_can_be_read_one_by_one()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");

        var list = (await connector.ReadCustomersAsync(token)).Json;
        var one = await connector.GetAsync(list.GetProperty("items")[1].GetProperty("links")[0].GetProperty("href").GetString()!, token);

        Assert.Equal(3, list.GetProperty("totalResults").GetInt32());
        Assert.Equal("Borealis Books", one.Text("companyName"));
    }
}
