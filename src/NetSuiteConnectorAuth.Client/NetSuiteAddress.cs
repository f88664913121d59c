namespace NetSuiteConnectorAuth.Client;

/// <summary>
/// The hosts of "the tenant, whichever it is". A request to one of them goes to the origin that the token's answer names; a relative
/// address is one below <see cref="Rest"/>. The names do not exist (RFC 2606), so nothing can reach them by mistake.
/// </summary>
public static class NetSuiteAddress
{
    /// <summary>Stands for <see cref="NetSuiteToken.RestUrl"/>; the client's <see cref="HttpClient.BaseAddress"/>.</summary>
    public static readonly Uri Rest = new("https://rest.netsuite.invalid/");

    /// <summary>Stands for <see cref="NetSuiteToken.RestletUrl"/>.</summary>
    public static readonly Uri Restlet = new("https://restlet.netsuite.invalid/");

    private static readonly HttpRequestOptionsKey<string> TenantKey = new("NetSuiteConnectorAuth.Tenant");

    /// <summary>Names the tenant of one request, for a client that was registered without one.</summary>
    public static HttpRequestMessage ForTenant(this HttpRequestMessage request, string tenant)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        request.Options.Set(TenantKey, tenant);
        return request;
    }

    internal static string? TenantOf(HttpRequestMessage request) => request.Options.TryGetValue(TenantKey, out var tenant) ? tenant : null;

    /// <summary>Where a request of this tenant really goes.</summary>
    /// <exception cref="NetSuiteConnectorException">Not to this tenant's origins: the token would be shown to somebody else.</exception>
    internal static Uri Resolve(Uri? asked, NetSuiteToken token)
    {
        if (asked is { IsAbsoluteUri: true })
        {
            var resolved = HasOrigin(asked, Rest) ? Below(token.RestUrl, asked)
                : HasOrigin(asked, Restlet) ? Below(token.RestletUrl, asked)
                : asked;
            if (IsBelow(resolved, token.RestUrl) || IsBelow(resolved, token.RestletUrl))
            {
                return resolved;
            }
        }

        throw new NetSuiteConnectorException(
            NetSuiteConnectorException.HostRefused,
            $"Not sent: {Origin(asked)} is neither {Origin(token.RestUrl)} nor {Origin(token.RestletUrl)}, and the token is for these alone.",
            Remedy.Configure)
        {
            Tenant = token.Tenant,
        };
    }

    private static string Origin(Uri? url) => url is { IsAbsoluteUri: true } ? url.GetLeftPart(UriPartial.Authority) : "a relative address";

    /// <summary>By text: NetSuite's own origins have no path, those of a simulator may.</summary>
    private static Uri Below(Uri origin, Uri asked) =>
        new(origin.GetLeftPart(UriPartial.Path).TrimEnd('/') + asked.PathAndQuery);

    private static bool IsBelow(Uri url, Uri origin) =>
        HasOrigin(url, origin) && url.UserInfo.Length == 0 && url.AbsolutePath.StartsWith(origin.AbsolutePath.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static bool HasOrigin(Uri url, Uri origin) =>
        url.Scheme == origin.Scheme && url.Port == origin.Port && string.Equals(url.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase);
}
