using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyModel;
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

    /// <summary>The logger itself looks in each assembly of the program that is called so; others are named in <c>Using</c>.</summary>
    private const string FoundByName = "serilog";

    public static IEnumerable<ConfigurationFault> Of(IConfiguration configuration)
    {
        var faults = new List<ConfigurationFault>();
        JudgeLevels(configuration.GetSection(Levels), faults);
        var sinks = SinksOfTheProgram();
        foreach (var name in configuration.GetSection(Assemblies).GetChildren().Where(name => !string.IsNullOrWhiteSpace(name.Value)))
        {
            try
            {
                sinks.UnionWith(SinksOf(new AssemblyName(name.Value!)));
            }
            catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException)
            {
                faults.Add(new(name.Path, "names no assembly that the program could load."));
            }
        }

        if (faults.TrueForAll(fault => !fault.Key.StartsWith(Assemblies, StringComparison.Ordinal)))
        {
            JudgeSinks(configuration.GetSection(Sinks), sinks, faults);
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

    private static void JudgeSinks(IConfigurationSection sinks, SortedSet<string> known, List<ConfigurationFault> faults)
    {
        foreach (var sink in sinks.GetChildren())
        {
            var name = sink.Value is null ? sink.GetSection("Name") : sink;
            if (name.Value is null || !known.Contains(name.Value))
            {
                faults.Add(new(name.Path, $"must name a sink of the log: {string.Join(", ", known)}; for another one, its assembly in {Assemblies}."));
            }
        }
    }

    private static SortedSet<string> SinksOfTheProgram() => new(
        (DependencyContext.Default?.GetDefaultAssemblyNames() ?? [])
            .Where(name => name.Name!.Contains(FoundByName, StringComparison.OrdinalIgnoreCase))
            .SelectMany(SinksOf)
            .Concat([nameof(LoggerSinkConfiguration.Logger), nameof(LoggerSinkConfiguration.Sink)]),
        StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> SinksOf(AssemblyName assembly) => Assembly.Load(assembly).GetExportedTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && method.GetParameters()[0].ParameterType == typeof(LoggerSinkConfiguration))
        .Select(method => method.Name);
}
