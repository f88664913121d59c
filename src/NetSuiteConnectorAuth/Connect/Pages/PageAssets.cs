using System.Text;

namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>The stylesheet and the logo, prepared once at start.</summary>
public sealed class PageAssets
{
    public const string StylesheetPath = "/assets/connect.css";
    public const string LogoPath = "/assets/logo";

    private PageAssets(PageAsset stylesheet, PageAsset? logo)
    {
        Stylesheet = stylesheet;
        Logo = logo;
        StylesheetUrl = $"{StylesheetPath}?v={stylesheet.Version}";
        LogoUrl = logo is null ? null : $"{LogoPath}?v={logo.Version}";
    }

    public PageAsset Stylesheet { get; }

    public PageAsset? Logo { get; }

    public string StylesheetUrl { get; }

    public string? LogoUrl { get; }

    /// <param name="accentColor"><c>#rrggbb</c>, or null for the default.</param>
    /// <param name="logoPath">A file that <see cref="LogoFile.FindFault"/> has nothing against, or null.</param>
    /// <exception cref="ArgumentException">The colour is not <c>#rrggbb</c>.</exception>
    /// <exception cref="InvalidDataException">The logo cannot be served.</exception>
    public static PageAssets Load(string? accentColor, string? logoPath)
    {
        var palette = new AccentPalette(accentColor is null ? AccentPalette.DefaultAccent : Rgb.Parse(accentColor));
        return new PageAssets(
            new PageAsset(Encoding.UTF8.GetBytes(palette.ToCss() + ReadStylesheet()), "text/css; charset=utf-8"),
            logoPath is null ? null : LogoFile.Read(logoPath));
    }

    /// <summary>The stylesheets of all pages, as one: what every page needs comes first by name, what only some need after it.</summary>
    private static string ReadStylesheet()
    {
        var assembly = typeof(PageAssets).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".css", StringComparison.Ordinal));
        return string.Concat(names.Order(StringComparer.Ordinal).Select(Read));

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}
