using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>Whom NetSuite's callback named: the account, and the role and user (entity) the connection acts as. Entity may be negative.</summary>
public sealed record ConsentedIdentity(AccountId Account, int Role, int Entity, string RestUrl, string RestletUrl);
