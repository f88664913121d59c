namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>
/// The vendor's colour and what goes with it, so that every text reaches the contrast of WCAG 2.2 AA (1.4.3: 4.5 to 1)
/// whatever colour was configured.
/// </summary>
public sealed class AccentPalette
{
    private const double RequiredContrast = 4.5;

    /// <summary>The least favourable grounds in the stylesheet that text of this colour stands on.</summary>
    private static readonly Rgb LightGround = Rgb.Parse("#eef1f5"), DarkGround = Rgb.Parse("#262e3b");

    public AccentPalette(Rgb accent)
    {
        Accent = accent;
        OnAccent = accent.ContrastTo(Rgb.White) >= RequiredContrast ? Rgb.White : Rgb.Black;
        InkOnLight = Readable(accent, LightGround, Rgb.Black);
        InkOnDark = Readable(accent, DarkGround, Rgb.White);
    }

    public static Rgb DefaultAccent => Rgb.Parse("#0b5cad");

    /// <summary>The colour itself, for areas.</summary>
    public Rgb Accent { get; }

    /// <summary>Text on <see cref="Accent"/>: white where it can be read, else black.</summary>
    public Rgb OnAccent { get; }

    /// <summary>The colour as text on a light page, darkened as far as it must be.</summary>
    public Rgb InkOnLight { get; }

    /// <summary>The colour as text on a dark page, lightened as far as it must be.</summary>
    public Rgb InkOnDark { get; }

    public string ToCss() =>
        $":root{{--accent:{Accent};--on-accent:{OnAccent};--ink-on-light:{InkOnLight};--ink-on-dark:{InkOnDark}}}\n";

    private static Rgb Readable(Rgb accent, Rgb ground, Rgb towards) =>
        Enumerable.Range(0, 21)
            .Select(step => accent.Mix(towards, step / 20.0))
            .First(color => color.ContrastTo(ground) >= RequiredContrast);
}
