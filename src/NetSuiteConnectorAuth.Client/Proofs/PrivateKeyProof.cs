using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Client.Proofs;

/// <summary>An assertion signed with the caller's own key, a fresh one for each request (RFC 7523 §2.2 and §3).</summary>
internal sealed class PrivateKeyProof(string clientId, Uri endpoint, string pem, TimeProvider time) : ICallerProof
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan BackDated = TimeSpan.FromSeconds(30);

    /// <summary>From <c>iat</c> to <c>exp</c>.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly AssertionKey _key = AssertionKey.Of(pem);

    public ValueTask AddAsync(HttpRequestHeaders headers, IDictionary<string, string> form, CancellationToken cancellationToken)
    {
        form["client_assertion_type"] = AssertionType;
        form["client_assertion"] = Sign();
        return ValueTask.CompletedTask;
    }

    private string Sign()
    {
        var issuedAt = time.GetUtcNow() - BackDated;
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = _key.Algorithm, typ = "JWT" });
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = clientId,
            sub = clientId,
            aud = endpoint.AbsoluteUri,
            jti = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            iat = issuedAt.ToUnixTimeSeconds(),
            exp = (issuedAt + Lifetime).ToUnixTimeSeconds(),
        });
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(_key.Sign(input))}";
    }
}
