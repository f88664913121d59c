using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A small OpenID Connect issuer on a real socket, as a cluster is one for its service accounts.</summary>
public sealed class OidcIssuer : IAsyncDisposable
{
    public const string Audience = "netsuite-connector";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _calls = new();
    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _generation = 1;

    private OidcIssuer(WebApplication app, string url) => (_app, Url, Issuer, JwksUri) = (app, url, url, url + "/jwks");

    public string Url { get; }

    /// <summary>What the discovery document says.</summary>
    public string Issuer { get; set; }

    public string JwksUri { get; set; }

    /// <summary>What is answered instead, when set.</summary>
    public Func<HttpContext, Task>? Trouble { get; set; }

    public IReadOnlyCollection<string> Calls => _calls;

    public static async Task<OidcIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        builder.WebHost.UseUrls(url);
        var issuer = new OidcIssuer(builder.Build(), url);
        issuer._app.Run(issuer.AnswerAsync);
        await issuer._app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    /// <summary>A new key from now on, and the old one is gone at once: no issuer should, and some do.</summary>
    public void Rotate()
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _generation++;
    }

    public string Token(string subject, DateTimeOffset now, params (string Name, object? Value)[] changes)
    {
        Dictionary<string, object?> claims = new()
        {
            ["iss"] = Url,
            ["sub"] = subject,
            ["aud"] = new[] { Audience, "something-else" },
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return JwtSigner.Sign(_key, "ES256", claims, ("kid", KeyId));
    }

    /// <summary>The settings under which a caller stands for a subject of this issuer.</summary>
    public (string Key, string Value)[] Settings(string caller, string subject) =>
    [
        ("Issuers:cluster:Authority", Url),
        ("Issuers:cluster:Audience", Audience),
        ("Issuers:cluster:Callers:0:Subject", subject),
        ("Issuers:cluster:Callers:0:Caller", caller),
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string KeyId => $"key-{_generation}";

    private Task AnswerAsync(HttpContext context)
    {
        _calls.Enqueue(context.Request.Path);
        return Trouble is { } trouble ? trouble(context)
            : context.Request.Path == "/jwks" ? context.Response.WriteAsync($$"""{"keys":[{"kty":"oct","k":"AA"},{{JwtSigner.Jwk(_key, KeyId)}}]}""")
            : context.Response.WriteAsync($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{JwksUri}}"}""");
    }
}
