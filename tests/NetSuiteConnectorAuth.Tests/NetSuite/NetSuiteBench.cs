using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tests.Infrastructure;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>A <see cref="NetSuiteClient"/> on a bench: a fake clock, a recording logger and a far end of the test's choice.</summary>
internal sealed class NetSuiteBench : IDisposable
{
    public static readonly AccountId Account = AccountId.Parse("1234567_SB1");

    public static readonly EndpointOptions RealEndpoints = new(
        "https://{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
        "https://system.netsuite.com/app/login/oauth2/authorize.nl",
        "https://{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
        "https://{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
        "https://{account}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{client_id}/certificates",
        "https://rest.netsuite.com/rest/datacenterurls?account={account_id}&c={account_id}");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HttpClient _http;
    private readonly NetSuiteTransport _transport;

    public NetSuiteBench(HttpMessageHandler handler, NetSuiteOptions? options = null, TimeProvider? time = null)
    {
        options ??= Options();
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Clock = new NetSuiteClock(time ?? Time);
        _transport = new NetSuiteTransport(_http, options, Clock, new ThrottledAccounts(time ?? Time), new NetSuiteMetrics(Meters), time ?? Time, Logger);
        Client = new NetSuiteClient(_transport, new NetSuiteEndpoints(options), options, Clock, time ?? Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero));

    public RecordingLogger<NetSuiteTransport> Logger { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public NetSuiteClock Clock { get; }

    public NetSuiteClient Client { get; }

    public static NetSuiteOptions Options(
        EndpointOptions? endpoints = null, bool allowOtherHosts = false, TimeSpan? requestTimeout = null, int maxConcurrentRequests = 8) =>
        new(new Dictionary<string, IntegrationOptions>(), endpoints ?? RealEndpoints, allowOtherHosts, requestTimeout ?? TimeSpan.FromSeconds(30), maxConcurrentRequests);

    /// <summary>Endpoints of a NetSuite that stands at another origin, accounts as path prefixes.</summary>
    public static NetSuiteOptions OptionsAt(string origin) => Options(
        new EndpointOptions(
            origin + "/{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
            origin + "/system.netsuite.com/app/login/oauth2/authorize.nl",
            origin + "/{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
            origin + "/{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
            origin + "/{account}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{client_id}/certificates",
            origin + "/rest/datacenterurls?account={account_id}"),
        allowOtherHosts: true);

    public static IntegrationOptions Integration(Secret? clientSecret = null) => new("default", new string('c', 64), clientSecret, ["rest_webservices", "restlets"], []);

    /// <summary>Lets fake time pass until the call ends: back-off and time-outs take no real time.</summary>
    public async Task<T> PassingTime<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await call;
    }

    public void Dispose()
    {
        _transport.Dispose();
        _http.Dispose();
        _services.Dispose();
    }
}
