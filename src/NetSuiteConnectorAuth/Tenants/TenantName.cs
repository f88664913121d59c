using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>The name a vendor gives one connection: <c>[a-z0-9][a-z0-9._-]{0,99}</c>. Safe in a path, a header and a log line.</summary>
public sealed partial record TenantName
{
    private TenantName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TenantName? name)
    {
        name = text is { Length: > 0 and <= 100 } && Shape().IsMatch(text) ? new TenantName(text) : null;
        return name is not null;
    }

    public static TenantName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("That is not a tenant name.");

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
