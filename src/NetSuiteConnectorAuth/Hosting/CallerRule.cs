using NetSuiteConnectorAuth.Callers;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Who may use an internal endpoint. Without one nobody may.</summary>
/// <param name="AnyOf">The caller has at least one of these; null leaves the question to the endpoint.</param>
public sealed record CallerRule(Permissions? AnyOf);
