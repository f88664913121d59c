using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// One trip to NetSuite's consent page: what must be true of the callback that ends it. The <c>state</c> value itself is never stored,
/// only its hash; the PKCE verifier is encrypted.
/// </summary>
public sealed class ConsentState
{
    /// <summary>Base64url SHA-256 of the 256-bit <c>state</c> value.</summary>
    public required string StateHash { get; init; }

    /// <summary>Null in self-service: the tenant is then the account that comes back.</summary>
    public required TenantName? Tenant { get; init; }

    public required string Integration { get; init; }

    public required AccountId? PinnedAccount { get; init; }

    public required string? LinkId { get; init; }

    public required DateTimeOffset? LinkExpiresAt { get; init; }

    public required string? ReturnUrl { get; init; }

    public required ProtectedSecret Verifier { get; init; }

    /// <summary>Base64url SHA-256 of the cookie of the browser that began.</summary>
    public required string BrowserHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Set by one conditional update, before anything else of a callback is judged.</summary>
    public DateTimeOffset? RedeemedAt { get; private set; }
}
