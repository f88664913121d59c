namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Configuration section <c>NetSuite</c>.</summary>
public sealed record NetSuiteOptions(
    IReadOnlyDictionary<string, IntegrationOptions> Integrations,
    EndpointOptions Endpoints,
    bool AllowOtherHosts,
    TimeSpan RequestTimeout,
    int MaxConcurrentRequests);
