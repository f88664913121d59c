using System.Globalization;
using System.Net.Sockets;
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
        logger.ReadFrom.Configuration(configuration);
        foreach (var category in CappedAtWarning)
        {
            var isCategory = Matching.FromSource(category);
            logger.Filter.ByExcluding(line => line.Level < LogEventLevel.Warning && isCategory(line));
        }

        // The framework puts the path into the scope of every line of a request, and a structured sink writes it out.
        logger.Enrich.With<WithoutPath>();

        // The command line tells why a start failed, in a sentence and not a stack; one that was called off has not failed.
        logger.Filter.ByExcluding(IsStartFailure);
        if (!configuration.GetSection("Serilog:WriteTo").Exists())
        {
            logger.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture);
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
