namespace NetSuiteSimulator.Hosting;

/// <summary>Metadata of a route: the hosts it answers on, and what is asked of it.</summary>
/// <param name="Operation">Null when the request's form decides, as at the token endpoint.</param>
internal sealed record NetSuiteRoute(HostFamily Hosts, Operation? Operation)
{
    /// <summary>A call by a program rather than a browser: a cookie on it is a mistake.</summary>
    public bool IsApi => (Hosts & (HostFamily.App | HostFamily.System)) == 0;
}
