using System.Text.RegularExpressions;

namespace NetSuiteSimulator.Accounts;

/// <summary>An account ID in both its forms: <c>1234567_SB1</c> in messages, <c>1234567-sb1</c> in host names.</summary>
internal sealed partial record AccountName(string Id, string Label)
{
    /// <summary>Takes either form; null for anything that NetSuite could not have issued.</summary>
    public static AccountName? Parse(string? text)
    {
        var id = text?.ToUpperInvariant().Replace('-', '_');
        return id is not null && Shape().IsMatch(id)
#pragma warning disable CA1308 // Host labels are lower case.
            ? new AccountName(id, id.ToLowerInvariant().Replace('_', '-'))
#pragma warning restore CA1308
            : null;
    }

    [GeneratedRegex("^[A-Z0-9]{1,40}(_[A-Z0-9]{1,20})?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
