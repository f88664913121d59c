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

    /// <param name="cipher">The token, encrypted for the <see cref="OwnerOf(TokenKey)"/> of <paramref name="key"/>.</param>
    public static StoredToken Of(TokenKey key, AccessToken token, ProtectedSecret cipher) => new()
    {
        Tenant = key.Tenant,
        Generation = key.Generation,
        Scopes = key.Scopes,
        Token = cipher,
        IssuedAt = token.IssuedAt,
        ExpiresAt = token.ExpiresAt,
    };

    public static string OwnerOf(TokenKey key) => OwnerOf(key.Tenant, key.Generation, key.Scopes);

    /// <summary>The owner a token is encrypted for: a row of another tenant, generation or scope set cannot stand in for it.</summary>
    public static string OwnerOf(TenantName tenant, int generation, ScopeSet scopes) => $"{tenant}/{generation}/{scopes}";

    public void Replace(ProtectedSecret token, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        Token = token;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
    }
}
