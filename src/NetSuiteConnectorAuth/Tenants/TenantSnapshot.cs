using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>What the token path must know of a tenant, frozen at one version.</summary>
public sealed record TenantSnapshot(
    TenantName Name,
    string Integration,
    ScopeSet Scopes,
    AccountId? Account,
    string? RestUrl,
    string? RestletUrl,
    TenantStatus Status,
    bool IsBoundToAccount,
    int Generation,
    long Version)
{
    public static TenantSnapshot Of(Tenant tenant) => new(
        tenant.Name,
        tenant.Integration,
        tenant.Scopes,
        tenant.Account,
        tenant.RestUrl,
        tenant.RestletUrl,
        tenant.Status,
        tenant.BelongsToAccount,
        tenant.Generation,
        tenant.Version);
}
