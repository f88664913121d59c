using System.Globalization;

namespace NetSuiteSimulator.Hosting;

/// <summary>Finds out which NetSuite host a request is for and takes that host off the path, so that routes read as NetSuite's own.</summary>
internal sealed class AddressMiddleware(RequestDelegate next, SimulatedNetSuite netSuite)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.Date = netSuite.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (request.Path.StartsWithSegments("/_simulator", StringComparison.Ordinal) || request.Path == "/")
        {
            return next(context);
        }

        if (NetSuiteAddress.Parse(request) is not { } address)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("This is a NetSuite simulator. The first path segment names the NetSuite host; see /_simulator.\n");
        }

        var url = request.Scheme + "://" + request.Host.Value + request.Path.Value;
        var account = address.Label is { } name ? netSuite.FindAccount(name) : null;
        context.Features.Set(new Exchange(netSuite, address, account, url));
        if (address.Prefix.Length > 0)
        {
            request.PathBase = address.Prefix;
            request.Path = request.Path.Value![address.Prefix.Length..];
        }

        return next(context);
    }
}
