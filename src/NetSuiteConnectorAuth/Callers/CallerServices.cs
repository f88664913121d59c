namespace NetSuiteConnectorAuth.Callers;

public static class CallerServices
{
    private const int MostBytesOfAnIssuer = 1024 * 1024;

    private static readonly TimeSpan IssuerPatience = TimeSpan.FromSeconds(10);

    public static void AddCallers(this IServiceCollection services)
    {
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton<AssertionRegister>();
        services.AddSingleton<CallerAssertions>();
        services.AddSingleton<IssuerTokens>();
        services.AddSingleton<CallerAuthenticator>();
        services.AddSingleton<CredentialLedger>();

        // Whoever redirects would choose the host whose keys we believe. The factory's own log lines would name every URL.
        services.AddHttpClient(IssuerDocuments.HttpClientName, http =>
            {
                http.Timeout = IssuerPatience;
                http.MaxResponseContentBufferSize = MostBytesOfAnIssuer;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton(provider =>
            new IssuerDocuments(provider.GetRequiredService<IHttpClientFactory>().CreateClient(IssuerDocuments.HttpClientName)));
    }
}
