namespace NetSuiteConnectorAuth.Certificates;

/// <summary>The right to work on a row until a time, held by one process.</summary>
public readonly record struct Lease(string Owner, DateTimeOffset Until);
