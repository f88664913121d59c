using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>What a browser makes of an answer of the public listener.</summary>
internal static partial class Pages
{
    /// <summary>The code of a page that says no; null on one that does not.</summary>
    public static async Task<string?> ErrorAsync(this HttpResponseMessage answer)
    {
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return DataError().Match(page) is { Success: true } match ? match.Groups[1].Value : null;
    }

    /// <summary>Where the page offers to try again.</summary>
    public static async Task<Uri?> RetryAsync(this HttpResponseMessage answer)
    {
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return RetryLink().Match(page) is { Success: true } match ? new Uri(WebUtility.HtmlDecode(match.Groups[1].Value)) : null;
    }

    /// <summary>What the page says about accounts that were mixed up, without its tags; null when it says nothing.</summary>
    public static async Task<string?> AccountsAsync(this HttpResponseMessage answer)
    {
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Accounts().Match(page) is { Success: true } match ? WebUtility.HtmlDecode(Tag().Replace(match.Groups[1].Value, "")) : null;
    }

    public static async Task AssertRefusedAsync(this HttpResponseMessage answer, string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        Assert.Equal((status, code), (answer.StatusCode, await answer.ErrorAsync()));

    /// <summary>The parameters of a redirect, each once.</summary>
    public static Dictionary<string, string> Parameters(this Uri url) =>
        QueryHelpers.ParseQuery(url.Query).ToDictionary(parameter => parameter.Key, parameter => Assert.Single(parameter.Value)!);

    /// <summary>
    /// The callback with one thing changed: <c>role=x</c> sets it, <c>!role</c> leaves it out, <c>&amp;role=x</c> adds a second one.
    /// The value goes out as it is written.
    /// </summary>
    public static Uri With(this Uri callback, string change)
    {
        var name = change.TrimStart('!', '&').Split('=')[0];
        var kept = callback.Query.TrimStart('?').Split('&').Where(part => change[0] == '&' || part.Split('=')[0] != name);
        var parts = change[0] == '!' ? kept : kept.Append(change.TrimStart('&'));
        return new Uri($"{callback.GetLeftPart(UriPartial.Path)}?{string.Join('&', parts)}");
    }

    [GeneratedRegex("data-error=\"([^\"]*)\"")]
    private static partial Regex DataError();

    [GeneratedRegex("<p class=\"accounts\">(.*?)</p>")]
    private static partial Regex Accounts();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("<a class=\"button\" href=\"([^\"]*)\">Connect again</a>")]
    private static partial Regex RetryLink();
}
