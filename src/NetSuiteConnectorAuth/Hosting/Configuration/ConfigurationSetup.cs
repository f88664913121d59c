using Microsoft.Extensions.DependencyInjection.Extensions;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Where the configuration comes from, and the moment it is judged.</summary>
public static class ConfigurationSetup
{
    /// <summary>Where container engines mount secrets, one file a key: <c>NetSuite__Integrations__default__ClientSecret</c>.</summary>
    private const string MountedFiles = "/run/secrets";

    /// <summary>
    /// A builder that knows <c>appsettings.json</c> beside the program, mounted files, the environment and the command line, each over
    /// the one before.
    /// </summary>
    /// <exception cref="ConfigurationException">A source cannot be read, so that no key is known.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                // What may change while the service runs is read again in full; watching the files would only use up the machine's watchers.
                Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
                ContentRootPath = AppContext.BaseDirectory,
            });
            builder.Logging.ClearProviders();
            builder.Configuration.AddKeyPerFile(MountedFiles, optional: true).AddEnvironmentVariables().AddCommandLine(args);
            return builder;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new("Configuration", Sentence(e))], []);
        }
    }

    /// <summary>The outer message names the file, the inner ones the line and what is wrong there.</summary>
    private static string Sentence(Exception e) =>
        ReferenceEquals(e, e.GetBaseException()) ? e.Message : $"{e.Message} {e.GetBaseException().Message}";

    /// <exception cref="ConfigurationException">Before anything is started, with every fault in it.</exception>
    public static ConnectorConfiguration AddConnectorConfiguration(this WebApplicationBuilder builder)
    {
        // The clock a test registered, for there is no provider to ask yet.
        var time = builder.Services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance as TimeProvider;
        var configuration = ConnectorConfiguration.Read(builder.Configuration, builder.Environment, time);
        builder.Services.AddSingleton(configuration);
        configuration.AddTo(builder.Services);
        builder.Services.AddSingleton(
            new ConfigurationSources(builder.Configuration.Sources, builder.Configuration, builder.Environment.IsDevelopment()));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<CallersInUse>();
        builder.Services.AddHostedService<StartupChecks>();
        builder.Services.AddHostedService<ConfigurationWarnings>();
        builder.Services.AddHostedService<CallerReload>();
        return configuration;
    }
}
