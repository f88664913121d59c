using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator.Resources;

/// <summary>
/// The DataCenterUrls service (chapter_157011836591). For an account that does not exist it answers default domains, not an error
/// (section_N3494684): the client must look for the label it expects.
/// </summary>
internal static class DiscoveryEndpoint
{
    public static void MapDiscovery(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/rest/datacenterurls", AnswerAsync).WithMetadata(new NetSuiteRoute(HostFamily.Rest, Operation.Discovery));

    private static Task AnswerAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var account = exchange.ChosenAccount;
        return context.Response.WriteAsJsonAsync(
            new
            {
                restDomain = Origin(exchange, Host(account, "restlets.api", "rest.netsuite.com")),
                systemDomain = Origin(exchange, Host(account, "app", "system.netsuite.com")),
                webservicesDomain = Origin(exchange, Host(account, "suitetalk.api", "webservices.netsuite.com")),
            },
            context.RequestAborted);
    }

    private static string Host(Account? account, string family, string otherwise) =>
        account is null ? otherwise : $"{account.Label}.{family}.netsuite.com";

    /// <summary>As the client would address it: behind this simulator's own origin when the host is a path segment.</summary>
    private static string Origin(Exchange exchange, string host)
    {
        if (exchange.Options.DiscoveryNamesNetSuiteHosts)
        {
            return "https://" + host;
        }

        var url = new Uri(exchange.Url);
        return exchange.Address.Prefix.Length > 0 ? $"{url.GetLeftPart(UriPartial.Authority)}/{host}" : $"{url.Scheme}://{host}{(url.IsDefaultPort ? "" : ":" + url.Port)}";
    }
}
