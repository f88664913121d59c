namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>One NetSuite integration record of ours. Without a client secret it is a public client.</summary>
public sealed record IntegrationOptions(
    string Name,
    string ClientId,
    Secret? ClientSecret,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<int> AllowedRoles);
