using Microsoft.Extensions.Primitives;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// The headers of everything a browser gets. They are added when the answer starts, so an error page has them as well, and a
/// header that an endpoint has set itself stays.
/// </summary>
public sealed class PageHeaders
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action ";

    private static readonly object FormAllowed = new();

    private readonly string _withoutForm = Policy + "'none'";
    private readonly string _withForm;
    private readonly bool _https;

    /// <param name="publicBaseUrl">What the browser sees; https brings HSTS.</param>
    /// <param name="authorizationEndpoints">NetSuite's authorization endpoints as configured, <c>{account}</c> and all.</param>
    public PageHeaders(Uri publicBaseUrl, IEnumerable<string> authorizationEndpoints)
    {
        _https = publicBaseUrl.Scheme == Uri.UriSchemeHttps;

        // Chromium holds form-action against every redirect that follows the form. NetSuite may send the user on to the single
        // sign-on of the customer's company, whose host nobody here can know: hence any https host, and by name only those of a
        // simulator on plain http. Pages without the form get 'none'.
        var plain = authorizationEndpoints.Select(Origin).Where(origin => origin.StartsWith("http:", StringComparison.Ordinal));
        _withForm = Policy + string.Join(' ', plain.Distinct(StringComparer.Ordinal).Prepend("https:").Prepend("'self'"));
    }

    /// <summary>Called by the page that has a form; the form leads to NetSuite.</summary>
    public static void AllowForm(HttpContext? http) => http?.Items.TryAdd(FormAllowed, FormAllowed);

    public void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        Add("Cache-Control", "no-store");
        Add("Content-Security-Policy", http.Items.ContainsKey(FormAllowed) ? _withForm : _withoutForm);
        Add("Cross-Origin-Opener-Policy", "same-origin");
        Add("Cross-Origin-Resource-Policy", "same-origin");
        Add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        Add("Referrer-Policy", "no-referrer");
        Add("X-Content-Type-Options", "nosniff");
        Add("X-Frame-Options", "DENY");
        if (_https && !ConnectorListener.IsInternal(http))
        {
            // The promise is for the public host; the internal listener may be plain http, and its host belongs to others as well.
            Add("Strict-Transport-Security", "max-age=31536000");
        }

        void Add(string name, string value) => headers.TryAdd(name, new StringValues(value));
    }

    /// <summary>
    /// The origin of an endpoint template as a CSP source. A source may have one <c>*</c>, as its whole first label, so all labels
    /// up to the one with the account become that.
    /// </summary>
    private static string Origin(string template)
    {
        const string StandIn = "account-0";
        var url = new Uri(template.Replace("{account}", StandIn, StringComparison.Ordinal));
        var labels = url.Host.Split('.');
        var last = Array.FindLastIndex(labels, label => label.Contains(StandIn, StringComparison.Ordinal));
        var host = last < 0 ? url.Host : string.Join('.', labels[(last + 1)..].Prepend("*"));
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
    }
}
