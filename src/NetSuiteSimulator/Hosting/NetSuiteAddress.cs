using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Hosting;

/// <summary>
/// The NetSuite host a request is for: its <c>Host</c> header when that is a host of netsuite.com, else the first segment of its path.
/// </summary>
/// <param name="Label">The account's host label; null on the hosts all accounts share.</param>
/// <param name="Prefix">The path segment that stands for the host; empty when the <c>Host</c> header named it.</param>
internal sealed record NetSuiteAddress(string Host, HostFamily Family, AccountName? Label, string Prefix)
{
    private const string Domain = ".netsuite.com";

    private static readonly (string Suffix, HostFamily Family)[] AccountHosts =
    [
        (".app.netsuite.com", HostFamily.App),
        (".suitetalk.api.netsuite.com", HostFamily.Suitetalk),
        (".restlets.api.netsuite.com", HostFamily.Restlets),
    ];

    public static NetSuiteAddress? Parse(HttpRequest request)
    {
        if (request.Host.Host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase))
        {
            return Parse(request.Host.Host, prefix: "");
        }

        var path = request.Path.Value ?? "";
        var end = path.IndexOf('/', 1 < path.Length ? 1 : path.Length);
        var segment = end > 0 ? path[1..end] : path.TrimStart('/');
        return segment.EndsWith(Domain, StringComparison.Ordinal) ? Parse(segment, "/" + segment) : null;
    }

    private static NetSuiteAddress? Parse(string text, string prefix)
    {
#pragma warning disable CA1308 // Host names are lower case.
        var host = text.ToLowerInvariant();
#pragma warning restore CA1308
        switch (host)
        {
            case "system.netsuite.com":
                return new NetSuiteAddress(host, HostFamily.System, null, prefix);
            case "rest.netsuite.com":
                return new NetSuiteAddress(host, HostFamily.Rest, null, prefix);
        }

        foreach (var (suffix, family) in AccountHosts)
        {
            if (host.EndsWith(suffix, StringComparison.Ordinal) &&
                AccountName.Parse(host[..^suffix.Length]) is { } name && name.Label == host[..^suffix.Length])
            {
                return new NetSuiteAddress(host, family, name, prefix);
            }
        }

        return null;
    }
}
