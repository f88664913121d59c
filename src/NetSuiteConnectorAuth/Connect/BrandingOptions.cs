using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>What the admin's pages show of the vendor.</summary>
/// <param name="AccentColor"><c>#rrggbb</c> and nothing else: it is written into a style sheet.</param>
/// <param name="SupportUrl">http, https or mailto.</param>
public sealed record BrandingOptions(string? Name, string? LogoPath, string? AccentColor, Uri? SupportUrl)
{
    public static BrandingOptions Read(ConfigurationReader config) =>
        new(config.Text("Branding:Name"), Logo(config), Accent(config), Support(config));

    private static string? Logo(ConfigurationReader config)
    {
        var path = config.Text("Branding:LogoPath");
        if (path is not null && LogoFile.FindFault(path) is { } fault)
        {
            config.Fault("Branding:LogoPath", $"{fault}.");
            return null;
        }

        return path;
    }

    private static string? Accent(ConfigurationReader config)
    {
        var text = config.Text("Branding:AccentColor");
        if (text is null || Rgb.TryParse(text, out _))
        {
            return text;
        }

        config.Fault("Branding:AccentColor", "must be a colour written #rrggbb.");
        return null;
    }

    private static Uri? Support(ConfigurationReader config)
    {
        var text = config.Text("Branding:SupportUrl");
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" or "mailto"))
        {
            return text is null ? null : new Uri(text);
        }

        config.Fault("Branding:SupportUrl", "must begin with https://, http:// or mailto:.");
        return null;
    }
}
