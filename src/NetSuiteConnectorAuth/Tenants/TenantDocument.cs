using System.Text.Json.Serialization;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>A tenant as <c>GET /tenants/{tenant}</c> answers it. Never holds a secret.</summary>
/// <param name="ThrottledUntil">NetSuite asked that the account be left alone until then; left out when it did not.</param>
public sealed record TenantDocument(
    string Tenant,
    string Integration,
    string? AccountId,
    string? Environment,
    int? Role,
    int? Entity,
    IReadOnlyList<string> Scopes,
    TenantStatus Status,
    TenantHealth Health,
    string? HealthReason,
    DateTimeOffset? HealthSince,
    CertificateDocument? Certificate,
    RotationDocument Rotation,
    DateTimeOffset? LastTokenAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Generation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ThrottledUntil = null);

/// <summary>The certificate that signs.</summary>
public sealed record CertificateDocument(
    string Id, string Algorithm, DateTimeOffset NotBefore, DateTimeOffset ValidUntil, DateTimeOffset RenewsAt, DateTimeOffset? ProvenAt);

/// <summary>The making of the next certificate: <c>idle</c>, or the journal's state.</summary>
public sealed record RotationDocument(string State, bool Paused, int Attempts, string? LastError, DateTimeOffset? NextAttemptAt);
