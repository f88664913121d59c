namespace NetSuiteConnectorAuth.Hosting;

/// <summary>What differs between two readings, by name and never by value.</summary>
internal static class ConfigurationChanges
{
    public static IReadOnlyList<string> KeysOf(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
    [
        .. before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>"Callers:job changed, Callers:new added": each section under <c>Callers</c> and <c>Issuers</c> once.</summary>
    public static string Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        var was = before.Keys.Select(Owner).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var now = after.Keys.Select(Owner).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Join(", ", KeysOf(before, after)
            .Select(Owner)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(owner => $"{owner} {(was.Contains(owner) ? now.Contains(owner) ? "changed" : "removed" : "added")}"));
    }

    private static string Owner(string key) => string.Join(':', key.Split(':').Take(2));
}
