using System.Net.Http.Headers;
using System.Text;
using NetSuiteConnectorAuth;
using NetSuiteConnectorAuth.Callers;

namespace Load;

/// <summary>One of the callers the service knows by its configuration, with the secret it uses now.</summary>
internal sealed class TurmoilClient(string id)
{
    private Secret _secret = Secret.Random();
    private Secret? _next;

    public string Id => id;

    /// <summary>What the service's configuration lists.</summary>
    public IReadOnlyList<string> Hashes => [.. new[] { _secret, _next }.OfType<Secret>().Select(secret => SecretHash.Of(secret).ToString())];

    public AuthenticationHeaderValue Authorization => AuthorizationWith(Volatile.Read(ref _secret));

    /// <summary>With a secret that is listed beside the old one, but not used yet.</summary>
    public AuthenticationHeaderValue NextAuthorization => AuthorizationWith(_next!);

    public void AddSecret() => _next = Secret.Random();

    /// <summary>Uses the new secret from now on, and forgets the old one, which is answered.</summary>
    public AuthenticationHeaderValue Switch()
    {
        var old = Authorization;
        Volatile.Write(ref _secret, _next!);
        _next = null;
        return old;
    }

    private AuthenticationHeaderValue AuthorizationWith(Secret secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret.Reveal()}")));
}
