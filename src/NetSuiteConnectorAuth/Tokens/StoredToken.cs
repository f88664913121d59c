using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>An access token as it survives a restart: encrypted, for one tenant, generation and scope set.</summary>
public sealed class StoredToken
{
    public required TenantName Tenant { get; init; }

    public required int Generation { get; init; }

    public required ScopeSet Scopes { get; init; }

    public required ProtectedSecret Token { get; set; }

    public required DateTimeOffset IssuedAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public void Replace(ProtectedSecret token, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        Token = token;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
    }
}
