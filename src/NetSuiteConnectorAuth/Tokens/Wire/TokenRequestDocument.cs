using System.Text.Json.Serialization;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>The parameters of a token request, for the API description; <see cref="TokenForm"/> reads them.</summary>
public sealed record TokenRequestDocument(
    [property: JsonPropertyName("grant_type")] string GrantType,
    string? Tenant = null,
    string? Resource = null,
    string? Scope = null,
    [property: JsonPropertyName("min_ttl")] int? MinTtl = null,
    [property: JsonPropertyName("rejected_token")] string? RejectedToken = null,
    [property: JsonPropertyName("client_id")] string? ClientId = null,
    [property: JsonPropertyName("client_secret")] string? ClientSecret = null,
    [property: JsonPropertyName("client_assertion_type")] string? ClientAssertionType = null,
    [property: JsonPropertyName("client_assertion")] string? ClientAssertion = null);
