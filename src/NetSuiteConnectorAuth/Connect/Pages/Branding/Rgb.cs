using System.Buffers;
using System.Globalization;

namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>A colour as a screen shows it, written <c>#rrggbb</c>.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static Rgb Black => new(0, 0, 0);

    public static Rgb White => new(255, 255, 255);

    /// <summary>Reads <c>#rrggbb</c> and nothing else: what passes here may stand in a stylesheet.</summary>
    public static bool TryParse(string? text, out Rgb color)
    {
        if (text is not ['#', _, _, _, _, _, _] || text.AsSpan(1).ContainsAnyExcept(HexDigits))
        {
            color = default;
            return false;
        }

        var channels = Convert.FromHexString(text.AsSpan(1));
        color = new Rgb(channels[0], channels[1], channels[2]);
        return true;
    }

    /// <exception cref="ArgumentException">The text is not <c>#rrggbb</c>.</exception>
    public static Rgb Parse(string text) =>
        TryParse(text, out var color) ? color : throw new ArgumentException("A colour is written #rrggbb.", nameof(text));

    /// <summary>The contrast ratio of WCAG 2.2, from 1 (none) to 21 (black and white).</summary>
    public double ContrastTo(Rgb other)
    {
        var (one, two) = (Luminance(), other.Luminance());
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    /// <summary>This colour with a share, 0 to 1, of another one mixed in.</summary>
    public Rgb Mix(Rgb other, double share)
    {
        return new Rgb(Between(Red, other.Red), Between(Green, other.Green), Between(Blue, other.Blue));

        byte Between(byte from, byte to) => (byte)Math.Round(from + ((to - from) * share));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private double Luminance()
    {
        return (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

        static double Linear(byte channel) =>
            channel / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
