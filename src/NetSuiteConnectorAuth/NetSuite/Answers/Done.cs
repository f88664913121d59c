namespace NetSuiteConnectorAuth.NetSuite.Answers;

/// <summary>The value of a call that has nothing to tell but that it succeeded.</summary>
public sealed record Done;
