using System.Diagnostics.CodeAnalysis;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A set of OAuth scopes (RFC 6749 §3.3): order and repetition do not matter, so equal sets are one cache key.</summary>
public sealed record ScopeSet
{
    private ScopeSet(string value) => Value = value;

    /// <summary>The scopes sorted and separated by one space.</summary>
    public string Value { get; }

    public IReadOnlyList<string> Scopes => Value.Split(' ');

    public static ScopeSet Of(IEnumerable<string> scopes) => Parse(string.Join(' ', scopes));

    public static ScopeSet Parse(string text) => TryParse(text, out var set) ? set : throw new FormatException("Those are not scopes.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out ScopeSet? set)
    {
        set = null;
        if (text is not { Length: > 0 and <= 1000 })
        {
            return false;
        }

        var scopes = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || !scopes.All(IsScopeToken))
        {
            return false;
        }

        Array.Sort(scopes, StringComparer.Ordinal);
        set = new ScopeSet(string.Join(' ', scopes.Distinct(StringComparer.Ordinal)));
        return true;
    }

    public bool IsSubsetOf(ScopeSet other) => Value == other.Value || Scopes.All(other.Scopes.Contains);

    /// <summary>Null when they have none in common.</summary>
    public ScopeSet? CommonWith(ScopeSet other) => TryParse(string.Join(' ', Scopes.Intersect(other.Scopes)), out var common) ? common : null;

    public override string ToString() => Value;

    // scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    private static bool IsScopeToken(string scope) => scope.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));
}
