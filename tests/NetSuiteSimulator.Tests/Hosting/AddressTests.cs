using System.Net;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class AddressTests : SimulatorTest
{
    private const string TokenPath = "/services/rest/auth/oauth2/v1/token";

    [Theory]
    [InlineData("1234567-sb1.restlets.api.netsuite.com", TokenPath)]
    [InlineData("1234567-sb1.app.netsuite.com", TokenPath)]
    [InlineData("system.netsuite.com", TokenPath)]
    [InlineData("7777777.suitetalk.api.netsuite.com", TokenPath)]
    [InlineData("1234567_sb1.suitetalk.api.netsuite.com", TokenPath)]
    [InlineData("suitetalk.api.netsuite.com", TokenPath)]
    [InlineData("evil.example.com", TokenPath)]
    [InlineData("1234567-sb1.suitetalk.api.netsuite.com.evil.example", TokenPath)]
    [InlineData("1234567-sb1.suitetalk.api.netsuite.com", "/services/rest/auth/oauth2/v1/clients/x/certificates/y/revoke")]
    [InlineData("1234567-sb1.suitetalk.api.netsuite.com", "/nothing")]
    public async Task The_wrong_host_and_an_unknown_account_are_not_found(string host, string path)
    {
        var answer = await NewConnector().PostFormAsync(Host.UrlOf(host) + path, new() { ["grant_type"] = "client_credentials" });

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task A_netsuite_host_header_names_the_host_as_well()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        var audience = "http://1234567-sb1.suitetalk.api.netsuite.com" + TokenPath;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.BaseAddress, TokenPath))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = connector.Assertion(certificate).With("aud", audience).Sign(),
            }),
        };
        request.Headers.Host = "1234567-sb1.suitetalk.api.netsuite.com";

        Assert.Equal("200", (await Answer.ReadAsync(await Http.SendAsync(request, Ct), Ct)).Outcome);
    }

    [Fact]
    public async Task Discovery_names_the_hosts_of_an_account()
    {
        var answer = await DiscoverAsync("1234567_SB1");

        Assert.Equal(
            [Host.UrlOf("1234567-sb1.restlets.api.netsuite.com"), Host.UrlOf("1234567-sb1.app.netsuite.com"), Host.UrlOf("1234567-sb1.suitetalk.api.netsuite.com")],
            new[] { "restDomain", "systemDomain", "webservicesDomain" }.Select(answer.Text));
    }

    [Theory]
    [InlineData("7777777")]
    [InlineData("not an account")]
    [InlineData("")]
    public async Task Discovery_answers_default_hosts_for_an_account_that_does_not_exist(string account)
    {
        var answer = await DiscoverAsync(account);

        Assert.Equal(Host.UrlOf("webservices.netsuite.com"), answer.Text("webservicesDomain"));
    }

    [Fact]
    public async Task Discovery_can_name_the_real_hosts()
    {
        Options.DiscoveryNamesNetSuiteHosts = true;

        Assert.Equal("https://tstdrv1234567.app.netsuite.com", (await DiscoverAsync("TSTDRV1234567")).Text("systemDomain"));
    }

    [Fact]
    public async Task Any_account_exists_when_asked_to()
    {
        Options.AcceptAnyAccount = true;
        var connector = NewConnector("7654321_SB9");

        Assert.Equal("200", (await connector.MintAsync(await connector.ConnectAsync())).Outcome);
    }

    [Fact]
    public async Task The_certificates_API_can_also_be_had_on_the_suitetalk_host()
    {
        var connector = NewConnector();
        var token = (await connector.LogInAsync()).Text("access_token");
        var url = connector.CertificatesUrl.Replace(".restlets.", ".suitetalk.", StringComparison.Ordinal);

        var before = await connector.GetAsync(url, token);
        Options.CertificatesOnSuitetalkHost = true;
        var after = await connector.GetAsync(url, token);

        Assert.Equal(("404", "200"), (before.Outcome, after.Outcome));
    }

    [Fact]
    public async Task The_Date_header_is_NetSuites_clock()
    {
        NetSuite.Clock.Offset = TimeSpan.FromMinutes(7);

        Assert.Equal(Start.AddMinutes(7), (await DiscoverAsync("1234567")).Headers.Date);
    }

    [Fact]
    public async Task A_clock_that_is_behind_refuses_assertions_from_its_future()
    {
        var connector = NewConnector();
        var certificate = await connector.ConnectAsync();
        NetSuite.Clock.Offset = TimeSpan.FromMinutes(-1);

        Assert.Equal("400 invalid_grant", (await connector.MintAsync(certificate)).Outcome);
        Assert.Equal("TokenNotAcceptable", NetSuite.AuditTrail.Entries.Last().Detail);
    }

    private Task<Answer> DiscoverAsync(string account) =>
        NewConnector().GetAsync(Host.UrlOf("rest.netsuite.com") + "/rest/datacenterurls?account=" + Uri.EscapeDataString(account), null);
}
