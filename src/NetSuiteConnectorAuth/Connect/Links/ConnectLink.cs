using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>What a vendor lets somebody connect, and until when. It exists only as a token; nothing is stored until it is opened.</summary>
public sealed record ConnectLink(
    string Id,
    TenantName Tenant,
    string Integration,
    AccountId? Account,
    string? ReturnUrl,
    DateTimeOffset ExpiresAt);
