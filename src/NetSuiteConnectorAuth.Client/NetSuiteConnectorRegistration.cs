using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace NetSuiteConnectorAuth.Client;

/// <summary>What a job writes in its <c>Program.cs</c>.</summary>
public static class NetSuiteConnectorRegistration
{
    /// <summary>
    /// The client that asks the service, for what only the job's network knows: a proxy, a certificate authority of its own. It is
    /// configured by this name, after <see cref="AddNetSuiteConnector"/>; handlers meant for every client of the job do not reach it.
    /// </summary>
    public const string HttpClientName = "NetSuiteConnectorAuth.Client";

    /// <summary>The connector itself: where it is and as whom the job asks. Faults are told at start, all at once.</summary>
    public static IServiceCollection AddNetSuiteConnector(this IServiceCollection services, Action<NetSuiteConnectorOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<NetSuiteConnectorOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NetSuiteConnectorOptions>, OptionsFaults>());
        services.TryAddSingleton(TimeProvider.System);

        // What a job gives all its clients (ConfigureHttpClientDefaults), such as a handler that tries again, would send one and the same
        // assertion twice, and the second is refused as used before.
        services.AddHttpClient(HttpClientName, TokenEndpoint.Configure)
            .ConfigurePrimaryHttpMessageHandler(PlainHandler)
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear());
        services.TryAddSingleton<TokenEndpoint>();
        services.TryAddSingleton(provider => new NetSuiteTokens(
            provider.GetRequiredService<IOptions<NetSuiteConnectorOptions>>(),
            provider.GetRequiredService<TokenEndpoint>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>
    /// Makes this client one of NetSuite: every request carries the token, relative addresses are below the tenant's REST origin, any
    /// other host is refused. The primary handler keeps no cookies and follows no redirect, which would go out without the token.
    /// </summary>
    /// <param name="tenant">The tenant of all requests of this client. Null: each request names its own by <see cref="NetSuiteAddress.ForTenant"/>.</param>
    public static IHttpClientBuilder AddNetSuiteToken(this IHttpClientBuilder client, string? tenant = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client
            .ConfigureHttpClient(http => http.BaseAddress ??= NetSuiteAddress.Rest)
            .ConfigurePrimaryHttpMessageHandler(PlainHandler)
            .AddHttpMessageHandler(provider => new NetSuiteTokenHandler(provider.GetRequiredService<NetSuiteTokens>(), tenant));
    }

    private static SocketsHttpHandler PlainHandler() => new() { UseCookies = false, AllowAutoRedirect = false };
}
