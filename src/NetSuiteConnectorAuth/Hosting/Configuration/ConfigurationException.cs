namespace NetSuiteConnectorAuth.Hosting;

/// <summary>The configuration is not usable. Thrown before anything is started, with every fault in it.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationFault> faults, IReadOnlyList<ConfigurationWarning> warnings)
    : Exception($"The configuration has {faults.Count} faults:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}")
{
    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;

    public IReadOnlyList<ConfigurationWarning> Warnings { get; } = warnings;
}
