using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator;

/// <summary>A simulator inside the calling process, on a port of its own, silent. Any number may run side by side.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatorHost(WebApplication app)
    {
        _app = app;
        NetSuite = app.Services.GetRequiredService<SimulatedNetSuite>();
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri BaseAddress { get; }

    public SimulatedNetSuite NetSuite { get; }

    public static async Task<SimulatorHost> StartAsync(SimulatorOptions? options = null, TimeProvider? time = null, CancellationToken ct = default)
    {
        options ??= new SimulatorOptions();

        // Empty: the caller's appsettings.json and environment are not the simulator's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Url ?? "http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.TryAddSingleton(time ?? TimeProvider.System);
        builder.AddSimulator(options);
        var app = builder.Build();
        try
        {
            app.MapSimulator();
            await app.StartAsync(ct);
            return new SimulatorHost(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where one of NetSuite's hosts is found here: <c>1234567-sb1.suitetalk.api.netsuite.com</c> becomes a URL without a trailing slash.</summary>
    public string UrlOf(string netSuiteHost) => BaseAddress + netSuiteHost;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
