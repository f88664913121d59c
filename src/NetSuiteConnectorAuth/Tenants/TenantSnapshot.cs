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

    /// <summary>The same of many, without the rest of each row: at a start there may be a hundred thousand.</summary>
    public static IQueryable<TenantSnapshot> Of(IQueryable<Tenant> tenants) => tenants.Select(tenant => new TenantSnapshot(
        tenant.Name,
        tenant.Integration,
        tenant.Scopes,
        tenant.Account,
        tenant.RestUrl,
        tenant.RestletUrl,
        tenant.Status,
        tenant.ConnectedAt != null,
        tenant.Generation,
        tenant.Version));
}
