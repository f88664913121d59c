using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Demo;

/// <summary>What the demo prints: eighty columns, and colour only where somebody looks at it (https://no-color.org).</summary>
internal sealed partial class Screen(TextWriter output, bool colour)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Screen OfConsole() => new(
        Console.Out,
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    public void Title(string text, string aside)
    {
        output.WriteLine();
        output.WriteLine($"{Bold(text)}{Dim(aside.PadLeft(78 - text.Length))}");
        output.WriteLine();
    }

    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(Bold(text));
    }

    public void Line(string text = "") => output.WriteLine(text.Length == 0 ? "" : "  " + text);

    public void Fact(string name, string value) => output.WriteLine($"  {Dim(name.PadRight(11))} {value}");

    public void Link(string url) => output.WriteLine("  " + Paint("36", url));

    public void Step(int number, string what, string request, int status, TimeSpan elapsed) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{number,3}  {what,-36} {Dim(request.PadRight(25))} {(status < 400 ? Good($"{status}") : Bad($"{status}"))} {Math.Max(1, elapsed.TotalMilliseconds),5:0} ms"));

    public void Json(object value)
    {
        var text = FlatArray().Replace(JsonSerializer.Serialize(value, Indented), array => "[" + Space().Replace(array.Groups["items"].Value, " ") + "]");
        foreach (var line in text.Split('\n'))
        {
            output.WriteLine("  " + line);
        }
    }

    public void Success(string text)
    {
        output.WriteLine();
        output.WriteLine($"{Good("✓")} {text}");
    }

    public void Failure(string text)
    {
        output.WriteLine();
        output.WriteLine($"{Bad("✗")} {text}");
    }

    public string Dim(string text) => Paint("2", text);

    private string Bold(string text) => Paint("1", text);

    private string Good(string text) => Paint("32", text);

    private string Bad(string text) => Paint("31", text);

    private string Paint(string code, string text) => colour ? $"\e[{code}m{text}\e[0m" : text;

    [GeneratedRegex(@"\[\s+(?<items>[^\[\]{}]*?)\s+\]")]
    private static partial Regex FlatArray();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
