using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth;

/// <summary>The table of contents: what the service is made of, and in which order a request meets it.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args);

    /// <param name="args">Configuration only, as <c>--Key:Name=value</c>.</param>
    /// <param name="configure">
    /// Runs before anything of ours: what it adds to the configuration is read, and a <see cref="TimeProvider"/> it registers is used.
    /// </param>
    /// <exception cref="ConfigurationException">The configuration is not usable; every fault is in it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ConfigurationSetup.CreateBuilder(args);
        configure?.Invoke(builder);

        builder.AddConnectorConfiguration();
        builder.AddConnectorLogging();
        builder.AddListeners();
        builder.AddErrorHandling();
        builder.AddConnectorOpenApi();
        builder.AddCallers();

        var app = builder.Build();

        app.UseForwardedHeaders();
        app.UseErrorHandling();
        app.UseRouting();
        app.UseBodyLimit();
        app.UseCallers();

        app.MapConnectorOpenApi();
        return app;
    }
}
