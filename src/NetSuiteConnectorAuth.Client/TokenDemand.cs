namespace NetSuiteConnectorAuth.Client;

/// <param name="MinimumLife">What the token must still live.</param>
/// <param name="Rejected">The one NetSuite refused, when that is why another is asked for.</param>
internal sealed record TokenDemand(TimeSpan MinimumLife, NetSuiteToken? Rejected = null);
