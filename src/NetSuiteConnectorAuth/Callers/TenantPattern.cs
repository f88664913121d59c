using System.Text.RegularExpressions;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>Which tenants a caller may see: <c>*</c> for all, a name, or a prefix such as <c>acme-*</c>.</summary>
public sealed partial record TenantPattern
{
    private readonly string _name;
    private readonly bool _isPrefix;

    private TenantPattern(string text)
    {
        _isPrefix = text.EndsWith('*');
        _name = _isPrefix ? text[..^1] : text;
    }

    /// <summary>The tenant's name, when the pattern can match only one.</summary>
    public string? OnlyTenant => _isPrefix ? null : _name;

    public bool MatchesAll => _isPrefix && _name.Length == 0;

    public static TenantPattern? Parse(string text) => Shape().IsMatch(text) ? new TenantPattern(text) : null;

    public bool Matches(string tenant) =>
        _isPrefix ? tenant.StartsWith(_name, StringComparison.Ordinal) : string.Equals(tenant, _name, StringComparison.Ordinal);

    public override string ToString() => _isPrefix ? _name + "*" : _name;

    [GeneratedRegex(@"^(\*|[a-z0-9][a-z0-9._-]{0,98}\*|[a-z0-9][a-z0-9._-]{0,99})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
