using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Connect;

/// <param name="SelfService">Whether <c>GET /connect</c> lets anybody connect an account of theirs.</param>
/// <param name="ReturnUrls">A link's <c>return_url</c> equals one of these, character for character; none are allowed when empty.</param>
public sealed record ConnectOptions(TimeSpan LinkLifetime, TimeSpan StateLifetime, bool SelfService, IReadOnlyList<string> ReturnUrls)
{
    /// <summary>The URL of a link that was made earlier, if the configuration still has it; null otherwise.</summary>
    public string? Allowed(string? returnUrl) => returnUrl is not null && ReturnUrls.Contains(returnUrl) ? returnUrl : null;

    public static ConnectOptions Read(ConfigurationReader config) => new(
        config.Duration("Connect:LinkLifetime", TimeSpan.FromDays(7), min: TimeSpan.FromMinutes(1), max: TimeSpan.FromDays(365)),
        config.Duration("Connect:StateLifetime", TimeSpan.FromMinutes(10), min: TimeSpan.FromSeconds(1), max: TimeSpan.FromHours(1)),
        config.Flag("Connect:SelfService", false),
        config.List("Connect:ReturnUrls", WhyNotReturnUrl));

    // A query is fine, the answer is appended to it; behind a fragment the answer would never reach the server.
    private static string? WhyNotReturnUrl(string url) =>
        UrlRules.WhyNotHttps(url) ?? (url.Contains('#', StringComparison.Ordinal) ? "must have no fragment." : null);
}
