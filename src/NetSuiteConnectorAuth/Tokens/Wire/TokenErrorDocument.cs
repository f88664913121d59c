using System.Text.Json.Serialization;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>RFC 6749 §5.2, and what to do about it.</summary>
public sealed record TokenErrorDocument(
    string Error,
    string ErrorDescription,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorCode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tenant = null);
