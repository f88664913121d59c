using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>Who gets a token, for which tenant, with which scopes.</summary>
[Collection<Connected>]
public sealed class TokenRequestTests(ConnectedDeployment connected)
{
    private static readonly OAuthError UnknownTenant = new(400, "invalid_target", "unknown_tenant");
    private static readonly OAuthError NotNamed = new(400, "invalid_request", "malformed_request");

    private readonly Deployment _deployment = connected.Deployment;

    [Fact]
    public async Task The_answer_says_whom_the_token_is_for()
    {
        var response = await _deployment.RequestTokenAsync("shared-1");
        var body = await Deployment.JsonAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        OAuthError.AssertNotStored(response);
        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scope", "tenant", "account_id", "rest_url", "restlet_url"],
            body.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal("rest_webservices restlets", body.GetProperty("scope").GetString());
        Assert.Equal("shared-1", body.GetProperty("tenant").GetString());
        Assert.Equal("1234567_SB1", body.GetProperty("account_id").GetString());
        Assert.Equal(connected.Origin("1234567-sb1.suitetalk.api.netsuite.com"), body.GetProperty("rest_url").GetString());
        Assert.Equal(connected.Origin("1234567-sb1.restlets.api.netsuite.com"), body.GetProperty("restlet_url").GetString());
    }

    [Fact]
    public async Task A_client_may_prove_itself_in_the_form()
    {
        using var client = _deployment.Anonymous();

        Assert.Equal("acme", await TenantOfAsync(client, ("tenant", "acme"), ("client_id", Deployment.Job), ("client_secret", Deployment.JobSecret.Reveal())));
    }

    [Fact]
    public async Task Credentials_in_the_header_are_form_encoded()
    {
        using var client = _deployment.Anonymous();
        var pair = $"{Encoded(Deployment.Job)}:{Encoded(Deployment.JobSecret.Reveal())}";
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

        Assert.Equal("acme", await TenantOfAsync(client, ("tenant", "acme")));

        static string Encoded(string text) => string.Concat(text.Select(c => $"%{(int)c:x2}"));
    }

    [Fact]
    public async Task A_tenant_may_be_named_in_the_path()
    {
        var response = await _deployment.Internal.PostAsync("/tenants/beta/token", Deployment.Form(("grant_type", "client_credentials")), Jobs.Cancelled);

        Assert.Equal("beta", (await Deployment.JsonAsync(response)).GetProperty("tenant").GetString());
    }

    [Theory]
    [InlineData("/token", "tenant")]
    [InlineData("/tenants/{0}/token", null)]
    public async Task An_unknown_tenant_and_a_forbidden_one_cannot_be_told_apart(string path, string? parameter)
    {
        using var client = connected.ClientOf(ConnectedDeployment.OnlyAcme);

        async Task<string> AskForAsync(string tenant)
        {
            (string, string)[] fields = parameter is null ? [] : [(parameter, tenant)];
            var response = await client.PostAsync(
                string.Format(null, path, tenant), Deployment.Form([("grant_type", "client_credentials"), .. fields]), Jobs.Cancelled);
            Assert.Equal(UnknownTenant, await OAuthError.ReadAsync(response));
            var headers = response.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
            return string.Join('\n', headers) + await response.Content.ReadAsStringAsync(Jobs.Cancelled);
        }

        var forbidden = await AskForAsync("beta");

        Assert.Equal(forbidden, await AskForAsync("no-such-tenant"));
        Assert.Equal(forbidden, await AskForAsync("NOT A NAME"));
    }

    [Theory]
    [InlineData(ConnectedDeployment.OnlyAcme, "acme")]
    [InlineData(ConnectedDeployment.Nowhere, null)]
    public async Task Who_has_one_tenant_need_not_name_it(string caller, string? expected)
    {
        using var client = connected.ClientOf(caller);
        var response = await client.AskAsync();

        if (expected is null)
        {
            Assert.Equal(UnknownTenant, await OAuthError.ReadAsync(response));
        }
        else
        {
            Assert.Equal(expected, (await Deployment.JsonAsync(response)).GetProperty("tenant").GetString());
        }
    }

    [Theory]
    [InlineData(Deployment.Job)]
    [InlineData(ConnectedDeployment.Prefixed)]
    [InlineData(ConnectedDeployment.OneOfShared)]
    public async Task Who_has_several_tenants_must_name_one(string caller)
    {
        using var client = connected.ClientOf(caller);

        Assert.Equal(NotNamed, await OAuthError.ReadAsync(await client.AskAsync()));
    }

    [Fact]
    public async Task Who_had_one_tenant_must_name_it_once_there_is_another()
    {
        await using var deployment = await Deployment.StartAsync(settings => settings.AddCaller("prefix", ["ac*"]));
        using var client = deployment.ClientOf("prefix", Deployment.JobSecret);
        Assert.Equal(NotNamed, await OAuthError.ReadAsync(await client.AskAsync()));

        await deployment.ConnectAsync("acme");
        Assert.Equal("acme", await TenantOfAsync(client));
        Assert.Equal("acme", await TenantOfAsync(client));

        await deployment.ConnectAsync("beta", "TSTDRV1234567");
        Assert.Equal("acme", await TenantOfAsync(client));

        await deployment.ConnectAsync("acme-2", "TSTDRV1234567");
        Assert.Equal(NotNamed, await OAuthError.ReadAsync(await client.AskAsync()));
    }

    [Theory]
    [InlineData("https://1234567.suitetalk.api.netsuite.com", "acme")]
    [InlineData("https://1234567.restlets.api.netsuite.com/", "acme")]
    [InlineData("HTTPS://1234567.SuiteTalk.API.NetSuite.com:443", "acme")]
    [InlineData("https://tstdrv1234567.restlets.api.netsuite.com", "beta")]
    public async Task A_tenant_may_be_named_by_the_origin_of_its_account(string resource, string tenant) =>
        Assert.Equal(tenant, await TenantOfAsync(_deployment.Internal, ("resource", resource)));

    [Theory]
    [InlineData("tstdrv1234567.suitetalk.api.netsuite.com")]
    [InlineData("tstdrv1234567.restlets.api.netsuite.com")]
    public async Task An_account_may_be_named_by_the_origin_at_which_it_really_answers(string host) =>
        Assert.Equal("beta", await TenantOfAsync(_deployment.Internal, ("resource", connected.Origin(host))));

    [Fact]
    public async Task An_account_of_several_tenants_does_not_name_one_of_them()
    {
        var resource = ("resource", "https://1234567-sb1.suitetalk.api.netsuite.com");
        using var caller = connected.ClientOf(ConnectedDeployment.OneOfShared);

        Assert.Equal(NotNamed, await OAuthError.ReadAsync(await _deployment.Internal.AskAsync(resource)));
        Assert.Equal("shared-2", await TenantOfAsync(_deployment.Internal, resource, ("tenant", "shared-2")));
        Assert.Equal("shared-1", await TenantOfAsync(caller, resource));
    }

    [Theory]
    [InlineData("https://7777777.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567.app.netsuite.com")]
    [InlineData("http://1234567.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567.suitetalk.api.netsuite.com:8443")]
    [InlineData("https://1234567.suitetalk.api.netsuite.com/services/rest")]
    [InlineData("https://1234567.suitetalk.api.netsuite.com?x=1")]
    [InlineData("https://1234567.suitetalk.api.netsuite.com#x")]
    [InlineData("https://user@1234567.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567.suitetalk.api.netsuite.com.evil.example")]
    [InlineData("https://evil.example/1234567.suitetalk.api.netsuite.com")]
    [InlineData("urn:netsuite:1234567")]
    [InlineData("1234567")]
    [InlineData("://")]
    [InlineData(" ")]
    public async Task A_resource_that_is_no_origin_of_a_tenants_account_is_no_target(string resource)
    {
        Assert.Equal(UnknownTenant, await OAuthError.ReadAsync(await _deployment.Internal.AskAsync(("resource", resource))));
        Assert.Equal(UnknownTenant, await OAuthError.ReadAsync(await _deployment.Internal.AskAsync(("resource", resource), ("tenant", "acme"))));
    }

    [Fact]
    public async Task A_forbidden_tenants_account_is_no_target()
    {
        using var client = connected.ClientOf(ConnectedDeployment.OnlyAcme);

        Assert.Equal(UnknownTenant, await OAuthError.ReadAsync(await client.AskAsync(("resource", "https://tstdrv1234567.suitetalk.api.netsuite.com"))));
    }

    [Fact]
    public async Task Scopes_may_be_narrowed_and_their_order_means_nothing()
    {
        var all = await _deployment.TokenAsync();
        var reordered = await _deployment.TokenAsync(more: ("scope", "restlets  rest_webservices restlets"));
        var narrowed = await _deployment.TokenAsync(more: ("scope", "restlets"));

        Assert.Equal(all.GetProperty("access_token").GetString(), reordered.GetProperty("access_token").GetString());
        Assert.Equal("rest_webservices restlets", reordered.GetProperty("scope").GetString());
        Assert.Equal("restlets", narrowed.GetProperty("scope").GetString());
        Assert.Equal(["restlets"], Jwts.Payload(narrowed).GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()));
    }

    [Fact]
    public async Task Neither_host_nor_forwarded_headers_nor_the_query_change_anything()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token?tenant=beta&scope=restlets")
        {
            Content = Deployment.Form(("grant_type", "client_credentials"), ("tenant", "acme"), ("rest_url", "https://evil.example")),
            Headers = { Host = "evil.example" },
        };
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        var response = await _deployment.Internal.SendAsync(request, Jobs.Cancelled);

        Assert.Equal((await _deployment.TokenAsync()).ToString(), (await Deployment.JsonAsync(response)).ToString());
    }

    private static async Task<string?> TenantOfAsync(HttpClient client, params (string Name, string Value)[] parameters)
    {
        var response = await client.AskAsync(parameters);
        var body = await Deployment.JsonAsync(response);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return body.GetProperty("tenant").GetString();
    }
}
