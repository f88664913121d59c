using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// A NetSuite account ID in its one canonical form, e.g. <c>1234567_SB1</c>. It becomes a part of host names that secrets are sent to,
/// so the only way to have one is to parse it, and what parses is nothing but ASCII letters, digits and at most one separator.
/// </summary>
public sealed partial record AccountId
{
    private const int LongestId = 61;
    private const int LongestTyped = 2048;

    /// <summary>The account-specific domains (help: "URLs for Account-Specific Domains") that people copy from their browser.</summary>
    private static readonly string[] AccountDomains = [".app.netsuite.com", ".suitetalk.api.netsuite.com", ".restlets.api.netsuite.com"];

    private AccountId(string value)
    {
        Value = value;
        HostLabel = value.ToLowerInvariant().Replace('_', '-');
    }

    /// <summary>As NetSuite writes it: upper case with an underscore.</summary>
    public string Value { get; }

    /// <summary>As it stands in host names: lower case with a hyphen.</summary>
    public string HostLabel { get; }

    public AccountEnvironment Environment => Value.Split('_') switch
    {
        [_, var suffix] when suffix.StartsWith("SB", StringComparison.Ordinal) => AccountEnvironment.Sandbox,
        [_, var suffix] when suffix.StartsWith("RP", StringComparison.Ordinal) => AccountEnvironment.ReleasePreview,
        _ => AccountEnvironment.Production,
    };

    /// <summary>Accepts an ID in any case, with <c>_</c> or <c>-</c>, and nothing else: no blanks, no URL.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AccountId? account)
    {
        account = text is { Length: > 0 and <= LongestId } && Shape().IsMatch(text)
            ? new AccountId(text.ToUpperInvariant().Replace('-', '_'))
            : null;
        return account is not null;
    }

    /// <summary>Accepts what a person types or pastes: an ID with blanks around it, or any URL of the account.</summary>
    public static bool TryParseLoose(string? typed, [NotNullWhen(true)] out AccountId? account)
    {
        account = null;
        if (typed is not { Length: <= LongestTyped } || !System.Text.Ascii.IsValid(typed))
        {
            return false;
        }

        var text = typed.Trim();
        return TryParse(text, out account) || TryParse(LabelOfHost(text), out account);
    }

    /// <summary>For values that were parsed before, such as stored ones.</summary>
    /// <exception cref="FormatException">The text is not an account ID.</exception>
    public static AccountId Parse(string text) =>
        TryParse(text, out var account) ? account : throw new FormatException("Not a NetSuite account ID.");

    public override string ToString() => Value;

    private static string? LabelOfHost(string text)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
        {
            return null;
        }

        var domain = AccountDomains.FirstOrDefault(domain => uri.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));
        return domain is null ? null : uri.Host[..^domain.Length];
    }

    // \z, for $ would let a line feed through.
    [GeneratedRegex(@"\A[A-Za-z0-9]{1,40}([_-][A-Za-z0-9]{1,20})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
