using System.Net;
using System.Text.RegularExpressions;

namespace Demo;

/// <summary>The customer's admin with a browser: cookies and forms, no script. Redirects are followed one by one, to be seen.</summary>
internal sealed partial class AdminBrowser : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    public Task<HttpResponseMessage> OpenAsync(Uri url, CancellationToken cancellationToken) => _http.GetAsync(url, cancellationToken);

    /// <summary>Goes where the answer before it points to.</summary>
    public Task<HttpResponseMessage> FollowAsync(HttpResponseMessage redirect, CancellationToken cancellationToken) =>
        OpenAsync(new Uri(redirect.RequestMessage!.RequestUri!, redirect.Headers.Location!), cancellationToken);

    /// <summary>Sends the form of a page back with these choices; what is not chosen goes as the page had it selected.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        HttpResponseMessage page, IReadOnlyDictionary<string, string> choices, CancellationToken cancellationToken)
    {
        var html = await page.Content.ReadAsStringAsync(cancellationToken);
        var fields = SelectedOption().Matches(html).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
        foreach (var (name, value) in choices)
        {
            if (!html.Contains($"name=\"{name}\"", StringComparison.Ordinal) || !html.Contains($"value=\"{value}\"", StringComparison.Ordinal))
            {
                throw new DemoFailure($"The consent page does not offer {name} {value}.");
            }

            fields[name] = value;
        }

        return await _http.PostAsync(page.RequestMessage!.RequestUri, new FormUrlEncodedContent(fields), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""<select[^>]* name="(?<name>[^"]+)">(?:(?!</select>).)*?<option value="(?<value>[^"]*)" selected>""", RegexOptions.Singleline)]
    private static partial Regex SelectedOption();
}
