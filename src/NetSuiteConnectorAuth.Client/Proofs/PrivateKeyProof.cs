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
        var header = JsonSerializer.SerializeToUtf8Bytes(new AssertionHeader(_key.Algorithm, "JWT"), WireDocuments.Default.AssertionHeader);
        var payload = JsonSerializer.SerializeToUtf8Bytes(
            new AssertionPayload(
                Iss: clientId,
                Sub: clientId,
                Aud: endpoint.AbsoluteUri,
                Jti: Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
                Iat: issuedAt.ToUnixTimeSeconds(),
                Exp: (issuedAt + Lifetime).ToUnixTimeSeconds()),
            WireDocuments.Default.AssertionPayload);
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(_key.Sign(input))}";
    }
}
