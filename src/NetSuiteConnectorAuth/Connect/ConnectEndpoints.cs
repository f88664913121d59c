using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>The public routes: a browser, an admin, no script.</summary>
public static partial class ConnectEndpoints
{
    public static void MapConnect(this IEndpointRouteBuilder app)
    {
        app.MapConnectLinks();
        var branding = app.ServiceProvider.GetRequiredService<Branding>();
        var pages = app.MapPublic().WithRefusals(refusal => PageResults.Refused(branding, refusal));
        pages.MapAssets();
        pages.MapGet("/connect/{link}", OpenLinkAsync);
        pages.MapGet("/connect", SelfServiceAsync);
        pages.MapGet("/callback", CallbackAsync);
        pages.MapMethods("/connected/{id}", [HttpMethods.Get, HttpMethods.Head], ResultAsync);

        // Mail scanners and link checkers ask so. A GET of the first two may begin a connection, a HEAD never does; the callback spends
        // what it is given and has none.
        pages.MapMethods("/connect/{link}", [HttpMethods.Head], LookAtLinkAsync);
        pages.MapMethods("/connect", [HttpMethods.Head], LookAtForm);
    }

    /// <summary>200 where a GET would lead to NetSuite: there is no state to go there with, and a checker follows a redirect.</summary>
    private static async Task<Results<Ok, RazorComponentResult>> LookAtLinkAsync(
        string link, ConnectFlow flow, Branding branding, CancellationToken cancellationToken) =>
        await flow.LookAsync(link, cancellationToken) is { } refused ? Problem(refused.Code, branding) : TypedResults.Ok();

    private static RazorComponentResult LookAtForm(Branding branding, ConnectOptions options) =>
        options.SelfService ? PageResults.Connect(new ConnectPageModel(branding)) : Problem("link_unknown", branding);

    private static async Task<Results<RedirectHttpResult, SeeOther, RazorComponentResult>> OpenLinkAsync(
        string link, HttpContext http, ConnectFlow flow, Branding branding, ListenOptions listen, ConnectOptions options, CancellationToken cancellationToken) =>
        Answer(await flow.BeginAsync(link, ReadBrowser(http, listen), cancellationToken), http, branding, listen, options);

    private static async Task<Results<RedirectHttpResult, SeeOther, RazorComponentResult>> SelfServiceAsync(
        HttpContext http, ConnectFlow flow, Branding branding, ListenOptions listen, ConnectOptions options, CancellationToken cancellationToken)
    {
        if (!options.SelfService)
        {
            return Problem("link_unknown", branding);
        }

        if (!http.Request.Query.TryGetValue("account", out var typed))
        {
            return PageResults.Connect(new ConnectPageModel(branding));
        }

        AccountId? account = null;
        var text = typed.Count == 1 ? typed[0]!.Trim() : null;
        return text is null || (text.Length > 0 && !AccountId.TryParseLoose(text, out account))
            ? PageResults.Connect(new ConnectPageModel(branding, text?[..Math.Min(text.Length, 100)], ConnectProblems.For("account_invalid")))
            : Answer(await flow.BeginSelfServiceAsync(account, ReadBrowser(http, listen), cancellationToken), http, branding, listen, options);
    }

    private static async Task<Results<RedirectHttpResult, SeeOther, RazorComponentResult>> CallbackAsync(
        HttpContext http, CallbackFlow flow, Branding branding, ListenOptions listen, ConnectOptions options, CancellationToken cancellationToken) =>
        Answer(await flow.CompleteAsync(ReadQuery(http.Request.Query), ReadBrowser(http, listen), cancellationToken), http, branding, listen, options);

    private static async Task<RazorComponentResult> ResultAsync(
        string id, ConnectResults results, Branding branding, CancellationToken cancellationToken) =>
        await results.FindAsync(id, branding, cancellationToken) is { } model
            ? PageResults.Result(model)
            : Problem("link_unknown", branding);

    private static Results<RedirectHttpResult, SeeOther, RazorComponentResult> Answer(
        ConnectOutcome outcome, HttpContext http, Branding branding, ListenOptions listen, ConnectOptions options)
    {
        switch (outcome)
        {
            case ConnectOutcome.GoToNetSuite go:
                http.Response.Cookies.Append(CookieName(listen), go.Browser.Reveal(), new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    // Longer than the state, which the store alone judges: who comes back too late is still known as who began.
                    MaxAge = options.StateLifetime + Retention.UnredeemedStates,
                    Path = "/",
                    SameSite = SameSiteMode.Lax,
                    Secure = IsHttps(listen),
                });
                return TypedResults.Redirect(go.Url.AbsoluteUri);

            case ConnectOutcome.Accepted { ReturnUrl: { } url } accepted:
                return new SeeOther(WithStatus(url, accepted.Tenant, "provisioning", null));

            case ConnectOutcome.Accepted accepted:
                return new SeeOther(listen.PublicUrl($"/connected/{accepted.IssuanceId}").AbsoluteUri);

            case ConnectOutcome.Refused { ReturnUrl: { } url } refused:
                return new SeeOther(WithStatus(url, refused.Tenant, "error", refused.Code));

            case ConnectOutcome.Refused refused:
                return PageResults.Problem(
                    new ProblemPageModel(branding, ConnectProblems.For(refused.Code), refused.Retry?.AbsoluteUri, Accounts: refused.Accounts));

            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} has no answer.");
        }
    }

    private static CallbackQuery ReadQuery(IQueryCollection query)
    {
        return new CallbackQuery(
            Single("state"),
            Single("code") is { Length: > 0 } code ? new Secret(code) : null,
            Single("error"),
            Single("company"),
            Single("role"),
            Single("entity"),
            query.Any(parameter => parameter.Value.Count > 1));

        string? Single(string name) => query.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
    }

    /// <summary>The cookie of a browser that began before is used again, so that two links open side by side both come back.</summary>
    private static Secret? ReadBrowser(HttpContext http, ListenOptions listen) =>
        http.Request.Cookies.TryGetValue(CookieName(listen), out var value) && BrowserShape().IsMatch(value) ? new Secret(value) : null;

    // Browsers refuse the __Host- prefix over http; there is none but loopback there.
    private static string CookieName(ListenOptions listen) => IsHttps(listen) ? "__Host-nsca-browser" : "nsca-browser";

    private static bool IsHttps(ListenOptions listen) => listen.PublicBaseUrl.Scheme == Uri.UriSchemeHttps;

    private static string WithStatus(string returnUrl, string? tenant, string status, string? error) =>
        QueryHelpers.AddQueryString(returnUrl, new Dictionary<string, string?> { ["tenant"] = tenant, ["status"] = status, ["error"] = error });

    private static RazorComponentResult<ProblemPage> Problem(string code, Branding branding) =>
        PageResults.Problem(new ProblemPageModel(branding, ConnectProblems.For(code)));

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{43}\z")]
    private static partial Regex BrowserShape();
}
