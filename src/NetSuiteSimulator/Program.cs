using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator;

/// <summary>The simulator as a program. In a test, <see cref="SimulatorHost"/> is the shorter way.</summary>
public static class Program
{
    private const string DefaultUrl = "http://127.0.0.1:9090";

    public static Task Main(string[] args) => Build(args).RunAsync();

    /// <summary>Reads the section <c>Simulator</c>; see <see cref="SimulatorOptions"/>.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        // The framework's request lines would show the query of authorize.nl, state included; the journal is the place to look.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        configure?.Invoke(builder);
        var options = builder.Configuration.GetSection("Simulator").Get<SimulatorOptions>() ?? new SimulatorOptions();
        builder.WebHost.UseUrls(options.Url ?? builder.Configuration["urls"] ?? DefaultUrl);
        builder.AddSimulator(options);

        var app = builder.Build();
        app.MapSimulator();
        return app;
    }
}
