using System.Globalization;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Reads typed values out of the configuration and collects every fault instead of stopping at the first.
/// </summary>
/// <remarks>
/// Why not the framework's binder: it throws at the first value it cannot convert, so an operator repairs one key a restart; it reads
/// the bare number <c>5</c> as five days, because <see cref="TimeSpan.Parse(string)"/> does; and it passes over a misspelt key in silence.
/// A method that found a fault returns a placeholder: the options are handed out only when there is no fault at all.
/// Every key asked for is remembered, so the known keys are those the options really read, and no list of them can drift.
/// </remarks>
public sealed class ConfigurationReader(IConfiguration configuration, bool isDevelopment)
{
    private static readonly string[] DurationFormats = [@"hh\:mm\:ss", @"d\.hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss\.FFFFFFF"];

    private readonly List<ConfigurationFault> _faults = [];
    private readonly List<ConfigurationWarning> _warnings = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public bool IsDevelopment { get; } = isDevelopment;

    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    public IReadOnlyList<ConfigurationWarning> Warnings => _warnings;

    public void Fault(string key, string message) => _faults.Add(new(key, message));

    public void Warn(string key, string message) => _warnings.Add(new(key, message));

    /// <summary>The value without the white space around it; null when it is absent or empty.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        var value = configuration[key]?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            if (configuration.GetSection(key).GetChildren().Any())
            {
                Fault(key, "is one value, not a list or a section.");
            }

            return null;
        }

        return value;
    }

    /// <summary>A fault when absent or empty; the placeholder is the empty string.</summary>
    public string RequiredText(string key)
    {
        if (Text(key) is { } value)
        {
            return value;
        }

        Fault(key, "is required.");
        return "";
    }

    /// <summary>Set to the empty string means "none"; absent means <paramref name="fallback"/>.</summary>
    public string? TextOrNone(string key, string fallback) => Text(key) ?? (configuration[key] is null ? fallback : null);

    public Secret? Secret(string key)
    {
        _known.Add(key);
        // Not trimmed: a password may begin or end with a space.
        return configuration[key] is { Length: > 0 } value ? new Secret(value) : null;
    }

    public bool Flag(string key, bool fallback)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Fault(key, "must be true or false.");
        return fallback;
    }

    public int Number(string key, int fallback, int min, int max) => Number(key, min, max) ?? fallback;

    public int? Number(string key, int min, int max)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        Fault(key, $"must be a whole number from {min} to {max}.");
        return null;
    }

    /// <summary>A number strictly between 0 and 1.</summary>
    public double Fraction(string key, double fallback)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1)
        {
            return value;
        }

        Fault(key, "must be a number between 0 and 1, such as 0.66.");
        return fallback;
    }

    /// <param name="min">The shortest duration allowed.</param>
    /// <param name="max">The longest duration allowed.</param>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (!TimeSpan.TryParseExact(text, DurationFormats, CultureInfo.InvariantCulture, out var value))
        {
            Fault(key, "must be a duration written [d.]hh:mm:ss, such as 00:05:00 or 7.00:00:00.");
            return fallback;
        }

        if (value < min || value > max)
        {
            Fault(key, $"must be from {min:c} to {max:c} ([d.]hh:mm:ss).");
            return fallback;
        }

        return value;
    }

    /// <summary>One of the names of an enum, written exactly: neither another case nor the number behind it.</summary>
    public TEnum OneOf<TEnum>(string key, TEnum fallback)
        where TEnum : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (Enum.GetNames<TEnum>().Contains(text, StringComparer.Ordinal))
        {
            return Enum.Parse<TEnum>(text);
        }

        Fault(key, $"must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
        return fallback;
    }

    /// <summary>An absolute https address; http is enough when it stays on this machine.</summary>
    public Uri? HttpsUrl(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (UrlRules.WhyNotHttps(text) is not { } fault)
        {
            return new Uri(text);
        }

        Fault(key, fault);
        return null;
    }

    /// <summary>A fault when absent or empty.</summary>
    public Uri? RequiredHttpsUrl(string key) => RequiredText(key).Length > 0 ? HttpsUrl(key) : null;

    /// <summary>The path of a file that is there. It starts at the working directory when it is relative.</summary>
    public string? ExistingFile(string key)
    {
        var path = Text(key);
        if (path is not null && !File.Exists(path))
        {
            Fault(key, "names a file that does not exist or cannot be read. A relative path starts at the working directory.");
        }

        return path;
    }

    /// <summary>The elements of a list; empty when it is absent or written <c>[]</c>.</summary>
    /// <param name="whyNot">What is wrong with an element, or null.</param>
    public IReadOnlyList<string> List(string key, Func<string, string?>? whyNot = null)
    {
        _known.Add(key);
        if (configuration[key] is { Length: > 0 })
        {
            foreach (var child in configuration.GetSection(key).GetChildren())
            {
                // Of the right ones it must not be said that they are no keys, only because another source writes the list wrongly.
                _known.Add(child.Path);
            }

            Fault(key, $"is a list: name its elements {key}:0, {key}:1 and so on.");
            return [];
        }

        var elements = new List<string>();
        foreach (var child in configuration.GetSection(key).GetChildren())
        {
            var element = Text(child.Path);
            var fault = element is null ? "is empty." : whyNot?.Invoke(element);
            if (fault is null)
            {
                elements.Add(element!);
            }
            else
            {
                Fault(child.Path, fault);
            }
        }

        return elements;
    }

    /// <summary>The names below a key that the operator chooses, such as those of the integrations.</summary>
    public IReadOnlyList<string> Names(string key)
    {
        _known.Add(key);
        if (configuration[key] is { Length: > 0 })
        {
            Fault(key, "is a section, not a value.");
        }

        return [.. configuration.GetSection(key).GetChildren().Select(child => child.Key)];
    }

    /// <summary>Whether the key has a value or children. It does not make the key a known one.</summary>
    public bool Has(string key) => configuration.GetSection(key).Exists();

    /// <summary>Whether anything is said there, be it wrong: an empty list says nothing, nor does an empty value.</summary>
    public bool Says(string key) => configuration[key] is { Length: > 0 } || configuration.GetSection(key).GetChildren().Any();

    /// <summary>A fault when this key of the framework's own names a file that is not there. Relative paths start where the program lies.</summary>
    public void FrameworksFile(string key)
    {
        if (configuration[key] is { Length: > 0 } path && !File.Exists(Path.Combine(AppContext.BaseDirectory, path)))
        {
            Fault(key, "names a file that does not exist or cannot be read. A relative path starts at the folder of the program.");
        }
    }

    /// <summary>
    /// Warns of each key inside our own sections that nothing read, with the known key nearest to it. A fault it is not: a newer
    /// version's key must not keep an older version from starting after a roll-back.
    /// </summary>
    public void WarnOfUnknownKeys()
    {
        var sections = _known.Where(IsInSection).Select(Section).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            // The environment is full of other people's names: only a key inside a section of ours is meant for us.
            if (value is not null && IsInSection(key) && sections.Contains(Section(key)) && !_known.Contains(key))
            {
                var question = NearestTo(key) is { } near ? $" Did you mean {near}?" : "";
                Warn(key, $"is not a key of this service and is ignored.{question}");
            }
        }
    }

    private static bool IsInSection(string key) => key.Contains(':', StringComparison.Ordinal);

    private static string Section(string key) => key.Split(':', 2)[0];

    private string? NearestTo(string key)
    {
        const int farthest = 4;
        return _known
            .Select(known => (Key: known, Distance: EditDistance.Between(key, known)))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Key, StringComparer.Ordinal)
            .Select(candidate => candidate.Key)
            .FirstOrDefault();
    }
}
