using System.Globalization;
using System.Text.Json;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Members of NetSuite's JSON, whose numbers may be strings and whose members may be missing. Half a surrogate pair (<c>"\ud800"</c>) is
/// valid JSON (RFC 8259 §8.2) and throws where it is read: what holds one is missing.
/// </summary>
internal static class JsonReading
{
    private const int LongestName = 200;

    public static JsonElement? Member(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static string? Text(this JsonElement element, string name)
    {
        try
        {
            return element.Member(name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A name for humans: cut to a sane length, without control characters.</summary>
    public static string? Name(this JsonElement element, string name) =>
        element.Text(name) is { } text ? string.Concat(text.Where(character => !char.IsControl(character)).Take(LongestName)) : null;

    public static int? Integer(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } member when member.TryGetInt32(out var number) => number,
        { ValueKind: JsonValueKind.String }
            when int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>The date of <c>YYYY-MM-DD</c>, whatever may follow it.</summary>
    public static DateOnly? Date(this JsonElement element, string name) =>
        element.Text(name) is { Length: >= 10 } text
        && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    public static bool Flag(this JsonElement element, string name) => element.Member(name)?.ValueKind is JsonValueKind.True;
}
