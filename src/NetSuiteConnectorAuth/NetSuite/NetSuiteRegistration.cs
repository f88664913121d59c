namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Registers everything that speaks to NetSuite. Needs <see cref="NetSuiteOptions"/> and <see cref="TimeProvider"/>.</summary>
public static class NetSuiteRegistration
{
    /// <summary>The name of the one <see cref="HttpClient"/>, under which a test replaces its primary handler.</summary>
    public const string HttpClientName = "NetSuite";

    public static IServiceCollection AddNetSuite(this IServiceCollection services)
    {
        // The factory's own log lines would name every URL, and at Trace every header.
        services.AddHttpClient(HttpClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton<NetSuiteEndpoints>();
        services.AddSingleton<NetSuiteClock>();
        services.AddSingleton<ThrottledAccounts>();
        services.AddSingleton<NetSuiteMetrics>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<NetSuiteTransport>(
            provider, provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName)));
        services.AddSingleton<NetSuiteClient>();
        services.AddSingleton<OriginDiscovery>();
        return services;
    }

    /// <summary>
    /// A stray cookie makes NetSuite refuse a valid token, a followed redirect would carry a secret elsewhere, and trace headers are
    /// nobody's business. Connections are renewed, for NetSuite moves its hosts by DNS.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        Credentials = null,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
    };
}
