using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.NetSuite;

/// <param name="Integrations">At least one, by name. Names differ in case.</param>
/// <param name="AllowOtherHosts">For a simulator: hosts outside netsuite.com, and http to loopback.</param>
/// <param name="MaxConcurrentRequests">How many requests to NetSuite may be under way in this process.</param>
public sealed record NetSuiteOptions(
    IReadOnlyDictionary<string, IntegrationOptions> Integrations,
    EndpointOptions Endpoints,
    bool AllowOtherHosts,
    TimeSpan RequestTimeout,
    int MaxConcurrentRequests)
{
    /// <summary>How many of them background work may take, so that callers who want a token always find some left.</summary>
    public int BackgroundConcurrency => Math.Max(1, MaxConcurrentRequests / 2);

    /// <summary>How many of them one account may have: one that hangs, with many who ask for it, leaves the others theirs.</summary>
    public int ConcurrencyOfOneAccount => Math.Max(2, MaxConcurrentRequests / 4);

    /// <summary>The one called <c>default</c>, or the only one; null when a link has to name its integration.</summary>
    public IntegrationOptions? DefaultIntegration =>
        Integrations.GetValueOrDefault("default") ?? (Integrations.Count == 1 ? Integrations.Values.Single() : null);

    public static NetSuiteOptions Read(ConfigurationReader config)
    {
        var allowOtherHosts = config.Flag("NetSuite:AllowOtherHosts", false);
        if (allowOtherHosts && !config.IsDevelopment)
        {
            config.Warn("NetSuite:AllowOtherHosts", "lets credentials go to hosts outside netsuite.com: for a simulator only.");
        }

        var (shortest, longest) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        return new(
            IntegrationOptions.ReadAll(config),
            EndpointOptions.Read(config, allowOtherHosts),
            allowOtherHosts,
            config.Duration("NetSuite:RequestTimeout", TimeSpan.FromSeconds(30), shortest, longest),
            config.Number("NetSuite:MaxConcurrentRequests", fallback: 64, min: 1, max: 10_000));
    }
}
