using System.Text.Json.Serialization;

namespace NetSuiteConnectorAuth.Client;

/// <summary>What goes over the wire as JSON, compiled in rather than reflected on.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(AssertionHeader))]
[JsonSerializable(typeof(AssertionPayload))]
internal sealed partial class WireDocuments : JsonSerializerContext;

/// <summary>The answer of <c>POST /token</c> (RFC 6749 §5.1).</summary>
internal sealed record TokenDocument(
    string? AccessToken, string? TokenType, int ExpiresIn, string? Scope, string? Tenant, string? AccountId, string? RestUrl, string? RestletUrl)
{
    // The token is in it, and a record would print it.
    public override string ToString() => nameof(TokenDocument);
}

/// <summary>Its refusal (RFC 6749 §5.2).</summary>
internal sealed record ErrorDocument(string? Error, string? ErrorDescription, string? ErrorCode, int? RetryAfter);

/// <summary>The first part of a client assertion.</summary>
internal sealed record AssertionHeader(string Alg, string Typ);

/// <summary>Its claims (RFC 7523 §3).</summary>
internal sealed record AssertionPayload(string Iss, string Sub, string Aud, string Jti, long Iat, long Exp);
