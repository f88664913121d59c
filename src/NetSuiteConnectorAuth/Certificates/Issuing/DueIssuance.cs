namespace NetSuiteConnectorAuth.Certificates;

/// <summary>An issuance with something to do, and from when.</summary>
public readonly record struct DueIssuance(string Id, DateTimeOffset At);
