namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>Answer of <c>POST /tenants/{tenant}/check</c>.</summary>
/// <param name="Ok">No finding is an error.</param>
/// <param name="CheckedAt">When it was looked at: a check that was asked for again at once is answered with the last one.</param>
public sealed record CheckDocument(string Tenant, bool Ok, DateTimeOffset CheckedAt, IReadOnlyList<Finding> Findings);
