namespace NetSuiteConnectorAuth.Hosting;

/// <summary>What an address in the configuration must look like.</summary>
internal static class UrlRules
{
    public static string? WhyNotHttps(string text)
    {
        // As it stands in a Location header, which takes nothing else.
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return "must be ASCII without blanks: other characters escaped (%C3%BC), a host as Punycode (xn--).";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            return "must be an absolute address that begins with https://.";
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            return "must be https: only a loopback address may be http.";
        }

        return url.UserInfo.Length > 0 ? "must not carry a user name or a password." : null;
    }

    public static string? WhyNotBase(string text) =>
        WhyNotHttps(text) ?? (text.AsSpan().ContainsAny('?', '#') ? "must have neither a query nor a fragment." : null);

    /// <summary>The internal base URL is often a plain name inside a cluster: http is enough there.</summary>
    public static string? WhyNotInternalBase(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0
            ? "must be an absolute http or https address."
            : text.AsSpan().ContainsAny('?', '#') ? "must have neither a query nor a fragment." : null;
}
