using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants.Import;

/// <summary>A certificate that somebody mapped at NetSuite before we came, as another connector does: nothing of ours takes part.</summary>
internal sealed record HandMadeMapping(MadeCertificate Certificate, string Account)
{
    public string Id => Certificate.Id;

    public string KeyPem => Certificate.PrivateKeyPem.Reveal();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<HandMadeMapping> MakeAsync(
        Deployment deployment,
        string account = Deployment.Account,
        SigningAlgorithm algorithm = SigningAlgorithm.ES256,
        int role = 1042,
        int entity = 317)
    {
        var now = deployment.App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        return MakeAsync(deployment.Simulator, deployment.PublicUrl, deployment.Secrets, now, account, algorithm, role, entity);
    }

    public static async Task<HandMadeMapping> MakeAsync(
        SimulatorHost simulator,
        Uri publicUrl,
        SecretScan secrets,
        DateTimeOffset now,
        string account,
        SigningAlgorithm algorithm = SigningAlgorithm.ES256,
        int role = 1042,
        int entity = 317)
    {
        var certificate = CertificateFactory.Create(algorithm, 3072, "made by hand", now - TimeSpan.FromHours(1), TimeSpan.FromDays(200));
        secrets.NoteKey(certificate.PrivateKeyPem.Reveal());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        var token = await LogInAsync(http, simulator, new Uri(publicUrl, "/callback").AbsoluteUri, account, role, entity);
        using var upload = new HttpRequestMessage(
            HttpMethod.Post,
            simulator.UrlOf($"{Label(account)}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{IntegrationSettings.DefaultClientId}/certificates"))
        {
            Content = JsonContent.Create(new { fileContent = certificate.CertificatePem, role, entity }),
        };
        upload.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var uploaded = await http.SendAsync(upload, Cancelled);
        Assert.True(uploaded.IsSuccessStatusCode, await uploaded.Content.ReadAsStringAsync(Cancelled));
        return new HandMadeMapping(certificate, account);
    }

    /// <summary>The body of an import of it.</summary>
    public Dictionary<string, object?> Body() => new()
    {
        ["account"] = Account,
        ["certificate_pem"] = Certificate.CertificatePem,
        ["private_key_pem"] = KeyPem,
    };

    /// <summary>The same without the certificate itself.</summary>
    public Dictionary<string, object?> BodyById() => new()
    {
        ["account"] = Account,
        ["certificate_id"] = Id,
        ["private_key_pem"] = KeyPem,
    };

    private static string Label(string account) => account.ToLowerInvariant().Replace('_', '-');

    private static async Task<string> LogInAsync(
        HttpClient http, SimulatorHost simulator, string redirectUri, string account, int role, int entity)
    {
        var verifier = Secret.Random().Reveal();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var query = string.Join('&', new[]
        {
            ("response_type", "code"), ("client_id", IntegrationSettings.DefaultClientId), ("redirect_uri", redirectUri),
            ("scope", "rest_webservices restlets"), ("state", Secret.Random().Reveal()), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        }.Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}"));
        using var consent = await http.PostAsync(
            new Uri($"{simulator.UrlOf($"{Label(account)}.app.netsuite.com/app/login/oauth2/authorize.nl")}?{query}"),
            Deployment.Form(("account", account), ("user", $"{entity}"), ("role", $"{role}"), ("decision", "allow")),
            Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, consent.StatusCode);
        using var exchange = await http.PostAsync(
            simulator.UrlOf($"{Label(account)}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"),
            Deployment.Form(
                ("grant_type", "authorization_code"),
                ("code", HttpUtility.ParseQueryString(consent.Headers.Location!.Query)["code"]!),
                ("redirect_uri", redirectUri),
                ("code_verifier", verifier),
                ("client_id", IntegrationSettings.DefaultClientId)),
            Cancelled);
        var grant = JsonDocument.Parse(await exchange.Content.ReadAsStringAsync(Cancelled)).RootElement;
        return grant.GetProperty("access_token").GetString()!;
    }
}
