namespace NetSuiteConnectorAuth.Client;

/// <summary>What makes two tokens different: the one key of cache and single flight. Closed, so that nothing that matters is forgotten in one of them.</summary>
internal sealed record TokenKey(Uri Endpoint, string? ClientId, string Tenant, string? Scope);
