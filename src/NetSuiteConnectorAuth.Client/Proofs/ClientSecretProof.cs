using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace NetSuiteConnectorAuth.Client.Proofs;

/// <summary>HTTP Basic; ID and secret are form-encoded first (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretProof(string clientId, string secret) : ICallerProof
{
    private readonly string _credentials =
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(clientId)}:{WebUtility.UrlEncode(secret)}"));

    public ValueTask AddAsync(HttpRequestHeaders headers, IDictionary<string, string> form, CancellationToken cancellationToken)
    {
        headers.Authorization = new AuthenticationHeaderValue("Basic", _credentials);
        return ValueTask.CompletedTask;
    }
}
