using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Status;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth;

/// <summary>The table of contents: what the service is made of, and in which order a request meets it.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args);

    /// <param name="args">Configuration only, as <c>--Key:Name=value</c>.</param>
    /// <param name="configure">Runs before anything of ours: what it adds is read, and a <see cref="TimeProvider"/> it registers is used.</param>
    /// <exception cref="ConfigurationException">The configuration is not usable; every fault is in it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ConfigurationSetup.CreateBuilder(args);
        configure?.Invoke(builder);
        var configuration = builder.AddConnectorConfiguration();
        builder.AddConnectorLogging();
        builder.AddListeners();
        builder.AddErrorHandling();
        builder.AddConnectorOpenApi();
        builder.Services.AddCallers();
        builder.Services.AddStorage(configuration.Storage, configuration.KeyProtection);
        builder.Services.AddNetSuite();
        builder.Services.AddTenants();
        builder.Services.AddCertificates();
        builder.Services.AddTokens();
        builder.Services.AddEvents();
        builder.Services.AddConnect(configuration.Branding, configuration.Listen, configuration.NetSuite);
        builder.Services.AddStatus();

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseErrorHandling();
        app.UseRouting();
        app.UseEndOfService();
        app.UsePageHeaders();
        app.UseVisitorLimit();
        app.UseBodyRules();
        app.UseCallers();

        app.MapConnect();
        app.MapTokens();
        app.MapTenants();
        app.MapEvents();
        app.MapCertificates();
        app.MapStatus();
        app.MapConnectorOpenApi();
        return app;
    }
}
