using System.Text.Json;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// Reads an issuer's keys (OpenID Connect Discovery 1.0 §4). It calls the configured authority and the address of the keys that one
/// names, and never anything that stands in a token.
/// </summary>
public sealed class IssuerDocuments(HttpClient http)
{
    /// <summary>The name of the client, under which a test replaces its primary handler.</summary>
    public const string HttpClientName = "Issuers";

    /// <exception cref="InvalidDataException">The authority does not answer what an issuer answers.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<IReadOnlyList<VerificationKey>> ReadKeysAsync(string authority, CancellationToken cancellationToken)
    {
        using var discovery = await GetAsync($"{authority}/.well-known/openid-configuration", cancellationToken);
        if (Member(discovery, "issuer")?.TrimEnd('/') != authority)
        {
            throw new InvalidDataException("its discovery document is that of another issuer");
        }

        if (Member(discovery, "jwks_uri") is not { } address || UrlRules.WhyNotHttps(address) is not null)
        {
            throw new InvalidDataException("its jwks_uri is not https");
        }

        if (new Uri(address).IsLoopback && !new Uri(authority).IsLoopback)
        {
            // What listens on this machine alone often trusts whoever is here: no issuer elsewhere makes us ask it.
            throw new InvalidDataException("its jwks_uri is on this machine, and the issuer is not");
        }

        using var set = await GetAsync(address, cancellationToken);
        if (set.RootElement.ValueKind is not JsonValueKind.Object
            || !set.RootElement.TryGetProperty("keys", out var keys)
            || keys.ValueKind is not JsonValueKind.Array)
        {
            throw new InvalidDataException("its keys are no JWK set");
        }

        return [.. keys.EnumerateArray().Select(VerificationKey.OfJwk).OfType<VerificationKey>()];
    }

    private async Task<JsonDocument> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(address), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidDataException($"it answers {(int)response.StatusCode}");
        }

        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (JsonException)
        {
            throw new InvalidDataException("it answers something that is not JSON");
        }
    }

    private static string? Member(JsonDocument json, string name) =>
        json.RootElement.ValueKind is JsonValueKind.Object
        && json.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
