using System.Text.Json.Serialization;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>The parameters of a token request, for the API description; <see cref="TokenForm"/> reads them.</summary>
public sealed record TokenRequestDocument(
    [property: JsonPropertyName("grant_type")] string GrantType,
    string? Tenant,
    string? Resource,
    string? Scope,
    [property: JsonPropertyName("min_ttl")] int? MinTtl,
    [property: JsonPropertyName("rejected_token")] string? RejectedToken,
    [property: JsonPropertyName("client_id")] string? ClientId,
    [property: JsonPropertyName("client_secret")] string? ClientSecret,
    [property: JsonPropertyName("client_assertion_type")] string? ClientAssertionType,
    [property: JsonPropertyName("client_assertion")] string? ClientAssertion);
