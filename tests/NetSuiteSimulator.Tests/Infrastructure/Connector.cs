using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Extensions.Primitives;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteSimulator.Tests.Infrastructure;

/// <summary>Plays a connector against one account, with nothing of the simulator's own code but its addresses.</summary>
public sealed class Connector(SimulatorHost host, HttpClient http, FakeTimeProvider clock, string account)
{
    public const string RedirectUri = "http://localhost:8080/callback";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Account { get; } = account;

    public string ClientId { get; set; } = IntegrationSettings.DefaultClientId;

    public string? Secret { get; set; }

    public string Verifier { get; set; } = "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag";

    public string Challenge => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes(Verifier)));

    public string TokenUrl => Suitetalk + "/services/rest/auth/oauth2/v1/token";

    public string AuthorizeUrl => host.UrlOf(Label + ".app.netsuite.com") + "/app/login/oauth2/authorize.nl";

    public string CertificatesUrl => Restlets + "/services/rest/auth/oauth2/v1/clients/" + ClientId + "/certificates";

    public string CustomersUrl => Suitetalk + "/services/rest/record/v1/customer";

    public string Suitetalk => host.UrlOf(Label + ".suitetalk.api.netsuite.com");

    public string Restlets => host.UrlOf(Label + ".restlets.api.netsuite.com");

    private string Label => Account.ToLowerInvariant().Replace('_', '-');

    /// <summary>The query of a request that is in order; a test spoils one parameter.</summary>
    public Dictionary<string, string?> AuthorizeQuery() => new()
    {
        ["response_type"] = "code",
        ["client_id"] = ClientId,
        ["redirect_uri"] = RedirectUri,
        ["scope"] = "rest_webservices restlets",
        ["state"] = Guid.NewGuid().ToString("N"),
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
    };

    public Dictionary<string, string> CodeForm(string code)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = RedirectUri, ["code_verifier"] = Verifier,
        };
        if (Secret is null)
        {
            form["client_id"] = ClientId;
        }

        return form;
    }

    /// <summary>Allows as this user and role, and gives the callback's parameters.</summary>
    public async Task<Dictionary<string, StringValues>> ConsentAsync(long user = 317, long role = 1042)
    {
        var answer = await PostFormAsync(
            QueryHelpers.AddQueryString(AuthorizeUrl, AuthorizeQuery()),
            new() { ["user"] = user.ToString(), ["role"] = role.ToString(), ["decision"] = "allow" });
        return QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
    }

    public async Task<Answer> ExchangeAsync(string code) => await PostFormAsync(TokenUrl, CodeForm(code), BasicHeader());

    /// <summary>From the click to the first access token.</summary>
    public async Task<Answer> LogInAsync(long user = 317, long role = 1042)
    {
        var answer = await ExchangeAsync((await ConsentAsync(user, role))["code"]!);
        Assert.Equal("200", answer.Outcome);
        return answer;
    }

    public async Task<Answer> UploadAsync(string accessToken, string pem, long entity = 317, long role = 1042) =>
        await PostJsonAsync(CertificatesUrl, accessToken, new { fileContent = pem, role, entity });

    public async Task<Answer> ListAsync(string accessToken) => await GetAsync(CertificatesUrl, accessToken);

    public async Task<Answer> RevokeCertificateAsync(string accessToken, string certificateId) =>
        await PostJsonAsync($"{CertificatesUrl}/{certificateId}/revoke", accessToken, body: null);

    /// <summary>Everything up to a mapped certificate.</summary>
    public async Task<TestCertificate> ConnectAsync(string algorithm = "ES256", long user = 317, long role = 1042)
    {
        var token = (await LogInAsync(user, role)).Text("access_token");
        var certificate = TestCertificate.Make(algorithm, clock.GetUtcNow());
        var upload = await UploadAsync(token, certificate.Pem, user, role);
        Assert.Equal("200", upload.Outcome);
        return certificate;
    }

    public AssertionDraft Assertion(TestCertificate certificate) => new(certificate, ClientId, TokenUrl, clock.GetUtcNow());

    public Task<Answer> MintAsync(TestCertificate certificate) => MintAsync(Assertion(certificate).Sign());

    public Task<Answer> MintAsync(string assertion) => PostFormAsync(TokenUrl, AssertionForm(assertion));

    public static Dictionary<string, string> AssertionForm(string assertion) => new()
    {
        ["grant_type"] = "client_credentials",
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = assertion,
    };

    public async Task<Answer> GetAsync(string url, string? accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        return await Answer.ReadAsync(await http.SendAsync(request, Ct), Ct);
    }

    public Task<Answer> ReadCustomersAsync(string? accessToken) => GetAsync(CustomersUrl, accessToken);

    public async Task<Answer> PostFormAsync(string url, Dictionary<string, string> form, AuthenticationHeaderValue? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization;
        return await Answer.ReadAsync(await http.SendAsync(request, Ct), Ct);
    }

    public AuthenticationHeaderValue? BasicHeader() =>
        Secret is null ? null : new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(ClientId + ":" + Secret)));

    private async Task<Answer> PostJsonAsync(string url, string accessToken, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await Answer.ReadAsync(await http.SendAsync(request, Ct), Ct);
    }
}
