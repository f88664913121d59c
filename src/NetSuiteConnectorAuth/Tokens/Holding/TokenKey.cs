using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// What makes two tokens different: the one key of cache, single flight and stored row. A closed record, so that nothing that
/// matters can be forgotten in one of them.
/// </summary>
public readonly record struct TokenKey(TenantName Tenant, int Generation, ScopeSet Scopes);
