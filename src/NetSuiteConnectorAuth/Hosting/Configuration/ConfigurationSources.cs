using System.Collections.Frozen;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Where the configuration came from, to be read again. A fresh root, and not a reload of the first: the framework's own sections would
/// change under Kestrel and the logging, and a source that cannot be read would leave half a configuration behind.
/// </summary>
public sealed class ConfigurationSources
{
    private readonly IConfigurationSource[] _sources;

    /// <param name="inUse">What the service has read; its sources may have changed since.</param>
    public ConfigurationSources(IEnumerable<IConfigurationSource> sources, IConfiguration inUse, bool isDevelopment)
    {
        _sources = [.. sources];
        (InUse, AtStart, IsDevelopment) = (Values(inUse), Values(Read()), isDevelopment);
    }

    public bool IsDevelopment { get; }

    public FrozenDictionary<string, string> InUse { get; }

    /// <summary>What the sources alone say, without what the host itself has set since.</summary>
    public FrozenDictionary<string, string> AtStart { get; }

    /// <exception cref="InvalidDataException">A file cannot be understood.</exception>
    public IConfiguration Read()
    {
        var builder = new ConfigurationBuilder();
        foreach (var source in _sources)
        {
            builder.Add(source);
        }

        return builder.Build();
    }

    /// <summary>Every key that has a value.</summary>
    public static FrozenDictionary<string, string> Values(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(entry => entry.Value is not null).ToFrozenDictionary(
            entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase);
}
