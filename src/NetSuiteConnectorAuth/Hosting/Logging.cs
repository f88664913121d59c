using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using NetSuiteConnectorAuth.Storage;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Serilog, from its own section of the configuration; text on the console when that section names no sink.</summary>
public static class Logging
{
    /// <summary>
    /// Below Warning these categories write whole URLs, and ours carry codes, states and link tokens. EF Core leaves the values of
    /// parameters out of its statements, but not what became a part of an expression, and the store is nothing but names and secrets:
    /// an operator has no use for its SQL that would be worth watching over every query. The cap is a filter and not a level, so that
    /// no setting, however specific its category, can lower it.
    /// </summary>
    private static readonly string[] CappedAtWarning =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http", "Microsoft.Extensions.Http"];

    private static readonly Func<LogEvent, bool>[] KeyByKey =
    [
        Matching.FromSource("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager"),
        Matching.FromSource("Microsoft.AspNetCore.DataProtection.KeyManagement.DefaultKeyResolver"),
    ];

    private const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    public static void AddConnectorLogging(this WebApplicationBuilder builder)
    {
        // Other providers, such as a test's, get what passed the filters.
        builder.Services.AddSerilog(
            (_, logger) => Configure(logger, builder.Configuration),
            preserveStaticLogger: true,
            writeToProviders: true);
    }

    private static void Configure(LoggerConfiguration logger, ConfigurationManager configuration)
    {
        // The filter alone would do; the level spares the work of writing lines that it drops.
        logger.MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning);
        ReadSection(logger, configuration);
        foreach (var category in CappedAtWarning)
        {
            var isCategory = Matching.FromSource(category);
            logger.Filter.ByExcluding(line => line.Level < LogEventLevel.Warning && isCategory(line));
        }

        // The state of the store is told once, by who watches it, and not by each request and job that meets it.
        logger.Filter.ByExcluding(line => line.Level >= LogEventLevel.Warning && line.Exception is { } e && StoreFailures.ReasonOf(e) is not null);

        // A key that cannot be read is told by who wanted it read, in a sentence, and not once for each attempt with a stack.
        logger.Filter.ByExcluding(line => line.Exception is not null && KeyByKey.Any(isCategory => isCategory(line)));

        // The framework puts the path into the scope of every line of a request, and a structured sink writes it out.
        logger.Enrich.With<WithoutPath>();

        // The command line tells why a start failed, in a sentence and not a stack; one that was called off has not failed.
        logger.Filter.ByExcluding(IsStartFailure);
        if (!configuration.GetSection("Serilog:WriteTo").Exists())
        {
            logger.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Levels and sinks were judged before; what else is wrong there, such as an argument that does not fit, only Serilog knows.</summary>
    private static void ReadSection(LoggerConfiguration logger, ConfigurationManager configuration)
    {
        try
        {
            logger.ReadFrom.Configuration(configuration);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or InvalidCastException or IOException or TargetInvocationException)
        {
            throw new StartupException(new(ExitCodes.Configuration, $"Serilog: the section cannot be used: {e.GetBaseException().Message}"));
        }
    }

    /// <summary>The framework attaches the path to every line written during a request, and our paths carry link tokens.</summary>
    private sealed class WithoutPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }

    private static bool IsStartFailure(LogEvent line) =>
        Matching.FromSource("Microsoft.Extensions.Hosting.Internal.Host")(line)
        && line.Exception is StartupException or IOException or SocketException or OperationCanceledException;
}
