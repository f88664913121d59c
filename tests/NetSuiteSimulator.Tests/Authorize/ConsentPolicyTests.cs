using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>The table of section_162626471013, row by row, for a browser that is logged in and has consented before.</summary>
public sealed class ConsentPolicyTests : SimulatorTest
{
    [Theory]
    [InlineData(ConsentPolicy.AlwaysAsk, null, "page")]
    [InlineData(ConsentPolicy.AlwaysAsk, "none", "page")]
    [InlineData(ConsentPolicy.AlwaysAsk, "login", "page")]
    [InlineData(ConsentPolicy.AlwaysAsk, "consent", "page")]
    [InlineData(ConsentPolicy.AskFirstTime, null, "code")]
    [InlineData(ConsentPolicy.AskFirstTime, "none", "code")]
    [InlineData(ConsentPolicy.AskFirstTime, "login", "page")]
    [InlineData(ConsentPolicy.AskFirstTime, "consent", "page")]
    [InlineData(ConsentPolicy.NeverAsk, null, "code")]
    [InlineData(ConsentPolicy.NeverAsk, "none", "code")]
    [InlineData(ConsentPolicy.NeverAsk, "login", "page")]
    [InlineData(ConsentPolicy.NeverAsk, "consent", "page")]
    [InlineData(ConsentPolicy.NeverAsk, "login consent", "page")]
    public async Task Policy_and_prompt_decide_together(ConsentPolicy policy, string? prompt, string expected)
    {
        var (connector, cookie) = await LogInAsync();
        NetSuite.AddAccount(connector.Account).Install(connector.ClientId).ConsentPolicy = policy;

        var answer = await OpenAsync(connector, prompt, cookie);

        Assert.Equal(expected, answer.Status == HttpStatusCode.OK ? "page" : QueryHelpers.ParseQuery(answer.Headers.Location!.Query).Keys.Last());
    }

    [Fact]
    public async Task Other_scopes_than_agreed_are_asked_for_again()
    {
        var (connector, cookie) = await LogInAsync();
        NetSuite.AddAccount(connector.Account).Install(connector.ClientId).ConsentPolicy = ConsentPolicy.AskFirstTime;

        var answer = await OpenAsync(connector, prompt: null, cookie, scope: "rest_webservices");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Prompt_none_without_a_session_is_an_error()
    {
        var answer = await OpenAsync(NewConnector(), "none", cookie: null);

        Assert.Equal("login_required", QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["error"]);
    }

    [Fact]
    public async Task An_inactivated_user_is_logged_out()
    {
        var (connector, cookie) = await LogInAsync();
        var account = NetSuite.AddAccount(connector.Account);
        account.Install(connector.ClientId).ConsentPolicy = ConsentPolicy.NeverAsk;
        account.FindUser(317)!.Active = false;

        var answer = await OpenAsync(connector, prompt: null, cookie);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    private async Task<(Connector Connector, string Cookie)> LogInAsync()
    {
        var connector = NewConnector();
        var url = QueryHelpers.AddQueryString(connector.AuthorizeUrl, connector.AuthorizeQuery());
        var answer = await connector.PostFormAsync(url, new() { ["user"] = "317", ["role"] = "1042", ["decision"] = "allow" });
        await connector.ExchangeAsync(QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"]!);
        return (connector, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private async Task<Answer> OpenAsync(Connector connector, string? prompt, string? cookie, string? scope = null)
    {
        var query = connector.AuthorizeQuery();
        query["prompt"] = prompt;
        query["scope"] = scope ?? query["scope"];
        using var request = new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString(connector.AuthorizeUrl, query));
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await Answer.ReadAsync(await Http.SendAsync(request, Ct), Ct);
    }
}
