using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// What a job asks for, after it was allowed to: <paramref name="MinimumLife"/> is what the token must still live;
/// <paramref name="Rejected"/> is a token NetSuite refused.
/// </summary>
public readonly record struct TokenDemand(TenantSnapshot Tenant, ScopeSet Scopes, TimeSpan MinimumLife, Secret? Rejected);
