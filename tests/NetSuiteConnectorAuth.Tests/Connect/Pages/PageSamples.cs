using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

/// <summary>Every face of every page, by name.</summary>
public static class PageSamples
{
    public const string Hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";

    public static readonly DateTimeOffset Now = new(2026, 9, 14, 9, 30, 0, TimeSpan.Zero);

    private static readonly Branding Vendor = new("Example Connector", HasLogo: false, AccentColor: null, "https://support.example.com/netsuite");

    private static readonly Branding RightToLeft = new("מחבר Example 2", HasLogo: false, AccentColor: null, "https://support.example.com/netsuite");

    private static readonly Branding HostileVendor = new(Hostile, HasLogo: false, AccentColor: null, "https://support.example.com/\"><script>");

    public static Receipt Receipt { get; } = new(
        "acme", "1234567_SB1", "sandbox", 1042, -5, ["rest_webservices", "restlets"],
        "1Qv5R1w4CHBsu1WAx_ocQ-ergYS95Qb3dFM6Xkfjuyc", "ES256", Now.AddDays(365), Now);

    public static IReadOnlyDictionary<string, Func<IResult>> All { get; } = new Dictionary<string, Func<IResult>>
    {
        ["connect"] = () => PageResults.Connect(new(Vendor)),
        ["connect-corrected"] = () => PageResults.Connect(new(Vendor, "12/34@evil", ConnectProblems.For("account_invalid"))),
        ["progress"] = () => PageResults.Result(InProgress(startedAt: Now.AddSeconds(-4))),
        ["progress-long"] = () => PageResults.Result(InProgress(startedAt: Now.AddMinutes(-5))),
        ["connected"] = () => PageResults.Result(Connected(Vendor, Receipt, returnUrl: null)),
        ["connected-with-return"] = () => PageResults.Result(Connected(Vendor, Receipt, "https://app.example.com/settings?tenant=acme")),
        ["connected-hostile"] = () => PageResults.Result(Connected(HostileVendor, HostileReceipt, "https://app.example.com/\"><script>")),
        ["failed-permission"] = () => PageResults.Result(Failed("permission_missing", done: 2)),
        ["failed-login"] = () => PageResults.Result(Failed("login_refused", done: 3)),
        ["denied"] = () => Refused("access_denied"),
        ["account-mismatch"] = () => PageResults.Problem(new(
            Vendor, ConnectProblems.For("account_mismatch"), "/connect/again", Accounts: new(AccountId.Parse("1234567_SB1"), AccountId.Parse("1234567")))),
        ["browser-mismatch"] = () => Refused("browser_mismatch"),
        ["link-expired"] = () => PageResults.Problem(new(Vendor, ConnectProblems.For("link_expired"))),
        ["link-used"] = () => PageResults.Problem(new(Vendor, ConnectProblems.For("link_used"))),
        ["nothing-here"] = () => PageResults.Problem(new(Vendor, ConnectProblems.For("unknown_route"))),
        ["right-to-left"] = () => PageResults.Result(Connected(RightToLeft, Receipt, "https://app.example.com/settings")),
        ["right-to-left-form"] = () => PageResults.Connect(new(RightToLeft)),
        ["link-unknown"] = () => PageResults.Problem(new(Vendor, ConnectProblems.For("link_unknown"))),
        ["unavailable"] = () => PageResults.Problem(new(Vendor, ConnectProblems.For("temporarily_unavailable"), Reference: "8f14e45fceea167a")),
        ["problem-hostile"] = () => PageResults.Problem(new(HostileVendor, ConnectProblems.For("a_new_error"), "/connect/\"><script>", Hostile)),
    };

    public static ResultPageModel InProgress(DateTimeOffset startedAt) =>
        new(Vendor, ResultState.InProgress, ProgressSteps.UnderWay(done: 2), null, null, null, startedAt, null);

    public static ResultPageModel Connected(Branding? branding = null, Receipt? receipt = null, string? returnUrl = null) =>
        new(branding ?? Vendor, ResultState.Connected, ProgressSteps.UnderWay(ProgressSteps.Count), receipt ?? Receipt, null, null, Now, returnUrl);

    private static Receipt HostileReceipt => Receipt with { Tenant = Hostile, AccountId = Hostile, Environment = Hostile, Scopes = [Hostile] };

    private static ResultPageModel Failed(string code, int done) =>
        new(Vendor, ResultState.Failed, ProgressSteps.FailedAfter(done), null, ConnectProblems.For(code), "/connect/again", Now, null);

    private static RazorComponentResult<ProblemPage> Refused(string code) =>
        PageResults.Problem(new(Vendor, ConnectProblems.For(code), "/connect/again", "8f14e45fceea167a"));
}
