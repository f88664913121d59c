using System.Diagnostics;
using System.Text.Json;
using Duende.IdentityModel.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>Clients that know OAuth 2.0 and nothing of us; and what NetSuite gets to see of us.</summary>
[Collection<Connected>]
public sealed class StockClientTests(ConnectedDeployment connected)
{
    private readonly Deployment _deployment = connected.Deployment;

    [Theory]
    [InlineData(ClientCredentialStyle.AuthorizationHeader)]
    [InlineData(ClientCredentialStyle.PostBody)]
    public async Task Duende_IdentityModel_gets_a_token(ClientCredentialStyle style)
    {
        using var http = _deployment.Anonymous();

        var answer = await http.RequestClientCredentialsTokenAsync(Request(style), Jobs.Cancelled);

        Assert.False(answer.IsError, answer.Error);
        Assert.Equal(await _deployment.AccessTokenAsync(), answer.AccessToken);
        Assert.Equal(("Bearer", 3600), (answer.TokenType, answer.ExpiresIn));
        Assert.Equal("acme", answer.TryGet("tenant"));
    }

    [Fact]
    public async Task Duende_IdentityModel_names_the_tenant_by_resource_and_narrows_scopes()
    {
        using var http = _deployment.Anonymous();
        using var request = Request();
        request.Parameters.Clear();
        request.Resource.Add("https://tstdrv1234567.suitetalk.api.netsuite.com");
        request.Scope = "restlets";

        var answer = await http.RequestClientCredentialsTokenAsync(request, Jobs.Cancelled);

        Assert.Equal(("beta", "restlets"), (answer.TryGet("tenant"), answer.Scope));
    }

    [Fact]
    public async Task Duende_IdentityModel_understands_a_refusal()
    {
        using var http = _deployment.Anonymous();
        using var unknown = Request();
        unknown.Parameters = [new("tenant", "no-such-tenant")];
        using var wrong = Request();
        wrong.ClientSecret = "wrong";

        var target = await http.RequestClientCredentialsTokenAsync(unknown, Jobs.Cancelled);
        var client = await http.RequestClientCredentialsTokenAsync(wrong, Jobs.Cancelled);

        Assert.Equal((true, ResponseErrorType.Protocol, "invalid_target"), (target.IsError, target.ErrorType, target.Error));
        Assert.Equal("No such tenant for this client.", target.ErrorDescription);
        Assert.Equal("unknown_tenant", target.TryGet("error_code"));
        Assert.True(client.IsError);
    }

    [Fact]
    public async Task Curl_gets_a_token()
    {
        var (exitCode, output) = await CurlAsync(
            "--fail", "--user", $"{Deployment.Job}:{Deployment.JobSecret.Reveal()}", "--data", "grant_type=client_credentials", "--data", "tenant=acme");

        Assert.Equal(0, exitCode);
        Assert.Equal(await _deployment.AccessTokenAsync(), JsonDocument.Parse(output).RootElement.GetProperty("access_token").GetString());
    }

    [Fact]
    public async Task Curl_sees_a_refusal()
    {
        var (exitCode, output) = await CurlAsync(
            "--user", $"{Deployment.Job}:wrong", "--data", "grant_type=client_credentials", "--write-out", "%{http_code} %header{www-authenticate}");

        Assert.Equal(0, exitCode);
        Assert.Contains("\"error\":\"invalid_client\"", output, StringComparison.Ordinal);
        Assert.EndsWith("401 Basic realm=\"netsuite-connector-auth\", charset=\"UTF-8\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_assertion_is_as_NetSuite_wants_it()
    {
        await _deployment.TokenAsync("shared-1", ("scope", "rest_webservices"));

        var certificate = (await _deployment.TenantAsync("shared-1")).GetProperty("certificate").GetProperty("id").GetString();
        var sent = _deployment.Simulator.NetSuite.Journal.Entries.Last(entry =>
            entry.Operation == Operation.TokenClientCredentials && entry.Account == ConnectedDeployment.SharedAccount);
        var header = sent.AssertionHeader!.Value;
        var payload = sent.AssertionPayload!.Value;
        Assert.Equal(["alg", "kid", "typ"], Names(header));
        Assert.Equal(("ES256", certificate, "JWT"), (Text(header, "alg"), Text(header, "kid"), Text(header, "typ")));
        Assert.Equal(["aud", "exp", "iat", "iss", "jti", "scope"], Names(payload));
        Assert.Equal(IntegrationSettings.DefaultClientId, Text(payload, "iss"));
        Assert.Equal(connected.Origin("1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"), Text(payload, "aud"));
        Assert.Equal(["rest_webservices"], payload.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(connected.Time.GetUtcNow().AddSeconds(-30).ToUnixTimeSeconds(), payload.GetProperty("iat").GetInt64());
        Assert.Equal(300, payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64());
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static ClientCredentialsTokenRequest Request(ClientCredentialStyle style = ClientCredentialStyle.AuthorizationHeader) => new()
    {
        Address = "/token",
        ClientId = Deployment.Job,
        ClientSecret = Deployment.JobSecret.Reveal(),
        ClientCredentialStyle = style,
        Parameters = [new("tenant", "acme")],
    };

    private async Task<(int ExitCode, string Output)> CurlAsync(params string[] arguments)
    {
        using var http = _deployment.Anonymous();
        var start = new ProcessStartInfo("curl", ["--silent", "--show-error", "--noproxy", "*", .. arguments, new Uri(http.BaseAddress!, "/token").AbsoluteUri])
        {
            RedirectStandardOutput = true,
        };
        using var curl = Process.Start(start)!;
        var output = await curl.StandardOutput.ReadToEndAsync(Jobs.Cancelled);
        await curl.WaitForExitAsync(Jobs.Cancelled);
        return (curl.ExitCode, output);
    }
}
