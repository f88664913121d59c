using System.Reflection;
using System.Runtime.CompilerServices;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Judges the logger's own section before the logger reads it: that throws at a level it does not know, and at a sink it does not know it
/// says nothing and writes nothing, so that a service with a typo there runs without a word.
/// </summary>
internal static class LoggingFaults
{
    private const string Levels = "Serilog:MinimumLevel";
    private const string Sinks = "Serilog:WriteTo";
    private const string Assemblies = "Serilog:Using";

    /// <summary>What the program brings; others are named in <c>Using</c>.</summary>
    private static readonly Assembly[] Ours =
    [
        typeof(ConsoleLoggerConfigurationExtensions).Assembly,
        typeof(LoggerSinkConfigurationDebugExtensions).Assembly,
        typeof(FileLoggerConfigurationExtensions).Assembly,
    ];

    public static IEnumerable<ConfigurationFault> Of(IConfiguration configuration)
    {
        var faults = new List<ConfigurationFault>();
        JudgeLevels(configuration.GetSection(Levels), faults);
        var assemblies = Load(configuration.GetSection(Assemblies), faults);
        if (faults.TrueForAll(fault => !fault.Key.StartsWith(Assemblies, StringComparison.Ordinal)))
        {
            JudgeSinks(configuration.GetSection(Sinks), SinksOf(assemblies), faults);
        }

        return faults;
    }

    private static void JudgeLevels(IConfigurationSection levels, List<ConfigurationFault> faults)
    {
        IConfigurationSection[] all = [levels, levels.GetSection("Default"), .. levels.GetSection("Override").GetChildren()];
        faults.AddRange(all
            .Where(level => !string.IsNullOrWhiteSpace(level.Value) && !level.Value.StartsWith('$') && !IsLevel(level.Value))
            .Select(level => new ConfigurationFault(level.Path, $"must be one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}.")));
    }

    private static bool IsLevel(string text) => Enum.TryParse<LogEventLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level);

    private static List<Assembly> Load(IConfigurationSection names, List<ConfigurationFault> faults)
    {
        var loaded = new List<Assembly>(Ours);
        foreach (var name in names.GetChildren().Where(name => !string.IsNullOrWhiteSpace(name.Value)))
        {
            try
            {
                loaded.Add(Assembly.Load(new AssemblyName(name.Value!)));
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                faults.Add(new(name.Path, "names no assembly that lies beside the program."));
            }
        }

        return loaded;
    }

    private static void JudgeSinks(IConfigurationSection sinks, string[] known, List<ConfigurationFault> faults)
    {
        foreach (var sink in sinks.GetChildren())
        {
            var name = sink.Value is null ? sink.GetSection("Name") : sink;
            if (!known.Contains(name.Value, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(new(name.Path, $"must name a sink of the log: {string.Join(", ", known)}; for another one, its assembly in {Assemblies}."));
            }
        }
    }

    private static string[] SinksOf(List<Assembly> assemblies) =>
    [
        .. assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && method.GetParameters()[0].ParameterType == typeof(LoggerSinkConfiguration))
            .Select(method => method.Name)
            .Append(nameof(LoggerSinkConfiguration.Logger))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
