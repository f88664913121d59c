using NetSuiteConnectorAuth.NetSuite;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

public sealed class NetSuiteEndpointsTests
{
    private static readonly NetSuiteEndpoints Real = new(NetSuiteBench.Options());
    private static readonly NetSuiteEndpoints Simulated = new(NetSuiteBench.OptionsAt("http://127.0.0.1:9090"));
    private static readonly string ClientId = new('c', 64);

    [Fact]
    public void The_templates_give_netsuites_documented_urls()
    {
        var account = NetSuiteBench.Account;

        Assert.Equal("https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl", Real.Authorization(account).AbsoluteUri);
        Assert.Equal("https://system.netsuite.com/app/login/oauth2/authorize.nl", Real.Authorization(null).AbsoluteUri);
        Assert.Equal("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", Real.Token(account).AbsoluteUri);
        Assert.Equal("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke", Real.Revocation(account).AbsoluteUri);
        Assert.Equal(
            $"https://1234567-sb1.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{ClientId}/certificates",
            Real.Certificates(account, ClientId).AbsoluteUri);
        Assert.Equal(
            $"https://1234567-sb1.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{ClientId}/certificates/-Q_j/revoke",
            Real.RevokeCertificate(account, ClientId, "-Q_j").AbsoluteUri);
        Assert.Equal("https://rest.netsuite.com/rest/datacenterurls?account=1234567_SB1&c=1234567_SB1", Real.Discovery(account)!.AbsoluteUri);
        Assert.Equal(
            new AccountOrigins("https://1234567-sb1.suitetalk.api.netsuite.com", "https://1234567-sb1.restlets.api.netsuite.com"),
            Real.Origins(account));
    }

    [Fact]
    public void A_simulator_may_stand_at_another_host_with_accounts_as_path_prefixes()
    {
        Assert.Equal(
            "http://127.0.0.1:9090/1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
            Simulated.Token(NetSuiteBench.Account).AbsoluteUri);
        Assert.Equal("http://127.0.0.1:9090/1234567-sb1.suitetalk.api.netsuite.com", Simulated.RestOrigin(NetSuiteBench.Account));
        Assert.Equal("http://127.0.0.1:9090/1234567-sb1.restlets.api.netsuite.com", Simulated.RestletOrigin(NetSuiteBench.Account));
    }

    [Theory]
    [InlineData("https://{account}.suitetalk.api.netsuite.com.evil.com/services/", false)]
    [InlineData("https://evilnetsuite.com/{account}/services/", false)]
    [InlineData("http://{account}.suitetalk.api.netsuite.com/services/", false)]
    [InlineData("https://{account}.suitetalk.api.netsuite.com:8443/services/", false)]
    [InlineData("https://{account}.suitetalk.api.netsuite.com@evil.com/services/", false)]
    [InlineData("http://127.0.0.1:9090/services/", false)]
    [InlineData("http://simulator.example/services/", true)]
    [InlineData("ftp://127.0.0.1/services/", true)]
    public void A_template_that_leads_astray_is_not_used(string template, bool allowOtherHosts)
    {
        var endpoints = new NetSuiteEndpoints(NetSuiteBench.Options(NetSuiteBench.RealEndpoints with { Token = template }, allowOtherHosts));

        Assert.Throws<InvalidOperationException>(() => endpoints.Token(NetSuiteBench.Account));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2fb")]
    [InlineData("a\n")]
    [InlineData("")]
    public void An_id_that_would_leave_its_path_segment_is_refused(string id)
    {
        Assert.Throws<ArgumentException>(() => Real.RevokeCertificate(NetSuiteBench.Account, ClientId, id));
        if (id.Length > 0)
        {
            Assert.Throws<ArgumentException>(() => Real.Certificates(NetSuiteBench.Account, id));
        }
    }

    [Fact]
    public void Discovery_is_skipped_without_a_template()
    {
        var endpoints = new NetSuiteEndpoints(NetSuiteBench.Options(NetSuiteBench.RealEndpoints with { Discovery = null }));

        Assert.Null(endpoints.Discovery(NetSuiteBench.Account));
    }

    [Fact]
    public void The_authorization_request_is_the_documented_one_with_pkce()
    {
        // Verifier and challenge of RFC 7636, appendix B.
        var request = Real.AuthorizationRequest(
            NetSuiteBench.Account,
            NetSuiteBench.Integration(),
            new Uri("https://connect.example.com/callback"),
            new Secret("state with space"),
            new Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

        Assert.Equal(
            "https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=" + ClientId
            + "&redirect_uri=https%3A%2F%2Fconnect.example.com%2Fcallback&scope=rest_webservices%20restlets&state=state%20with%20space"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
            request.AbsoluteUri);
    }
}
