using Microsoft.Extensions.DependencyInjection.Extensions;
using NetSuiteSimulator.Authorize;
using NetSuiteSimulator.Certificates;
using NetSuiteSimulator.Control;
using NetSuiteSimulator.Resources;
using NetSuiteSimulator.Tokens;

namespace NetSuiteSimulator.Hosting;

/// <summary>What the program and the in-process host have in common.</summary>
internal static class SimulatorComposition
{
    private const long LongestBody = 1024 * 1024;

    public static void AddSimulator(this WebApplicationBuilder builder, SimulatorOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LongestBody);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddControlJson();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<SimulatedNetSuite>();
    }

    public static void MapSimulator(this WebApplication app)
    {
        // The host in the path has to be gone before routes are matched.
        app.UseMiddleware<AddressMiddleware>();
        app.UseRouting();
        app.UseMiddleware<ExchangeMiddleware>();

        app.MapAuthorize();
        app.MapTokens();
        app.MapCertificates();
        app.MapResources();
        app.MapDiscovery();
        app.MapControl();
    }
}
