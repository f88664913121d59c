using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>Remembers every key that was asked for.</summary>
public sealed class RecordingConfiguration(IConfiguration inner) : IConfiguration
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Keys => _keys;

    public string? this[string key]
    {
        get
        {
            _keys.Add(key);
            return inner[key];
        }
        set => inner[key] = value;
    }

    public IConfigurationSection GetSection(string key)
    {
        _keys.Add(key);
        return inner.GetSection(key);
    }

    public IEnumerable<IConfigurationSection> GetChildren() => inner.GetChildren();

    public IChangeToken GetReloadToken() => inner.GetReloadToken();
}
