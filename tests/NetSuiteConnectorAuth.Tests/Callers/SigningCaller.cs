using System.Net.Http.Headers;
using System.Security.Cryptography;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;

namespace NetSuiteConnectorAuth.Tests.Callers;

/// <summary>A job with a private key.</summary>
internal sealed class SigningCaller(string clientId, AsymmetricAlgorithm key, string algorithm, TimeProvider time, string? keyId = null)
{
    public const string BaseUrl = "https://connector.internal";
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public string ClientId => clientId;

    public AsymmetricAlgorithm Key => key;

    public string Algorithm => algorithm;

    public (string Key, string Value)[] Settings(bool asJwk, params string[] permissions) =>
    [
        ("InternalBaseUrl", BaseUrl + "/"),
        ($"Callers:{clientId}:PublicKeys:0", asJwk ? JwtSigner.Jwk(key, keyId) : key.ExportSubjectPublicKeyInfoPem()),
        ($"Callers:{clientId}:Tenants:0", "*"),
        .. permissions.Select((permission, i) => ($"Callers:{clientId}:Permissions:{i}", permission)),
    ];

    public Dictionary<string, object?> Claims(params (string Name, object? Value)[] changes)
    {
        var now = time.GetUtcNow();
        Dictionary<string, object?> claims = new()
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = BaseUrl + "/token",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    public string Assertion(params (string Name, object? Value)[] changes) =>
        keyId is null
            ? JwtSigner.Sign(key, algorithm, Claims(changes))
            : JwtSigner.Sign(key, algorithm, Claims(changes), ("kid", keyId));

    /// <summary>A token request; one that is believed is then refused for its tenant, with 400.</summary>
    public static Task<HttpResponseMessage> AskAsync(HttpClient http, string assertion, string path = "/token", params (string Name, string Value)[] more) =>
        http.PostAsync(
            path,
            Deployment.Form([
                ("grant_type", "client_credentials"),
                .. path == "/token" ? [("tenant", "nobodys")] : Array.Empty<(string, string)>(),
                ("client_assertion_type", Type),
                ("client_assertion", assertion),
                .. more]),
            Jobs.Cancelled);

    public static Task<HttpResponseMessage> GetAsync(HttpClient http, string path, string bearer)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } };
        return http.SendAsync(request, Jobs.Cancelled);
    }
}
