namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Templates of NetSuite's URLs: <c>{account}</c> is the host label, <c>{account_id}</c> the account ID, then <c>{client_id}</c>.
/// </summary>
public sealed record EndpointOptions(
    string Authorization,
    string AuthorizationAnyAccount,
    string Token,
    string Revocation,
    string Certificates,
    string? Discovery);
