namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>A word in the column Detail of NetSuite's Login Audit Trail, which only the customer's administrator can read.</summary>
public sealed record AuditTrailWord(string Word, string Meaning);
