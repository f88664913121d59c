using System.Globalization;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Resources;

/// <summary>Something to use a token for: a small record list, one record, and a RESTlet.</summary>
internal static class ResourceEndpoints
{
    private static readonly string[] Customers = ["Ardent Anchors", "Borealis Books", "Cobalt Cranes"];

    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        var records = routes.MapGroup("/services/rest").WithMetadata(new NetSuiteRoute(HostFamily.Suitetalk, Operation.RestRead));
        records.MapGet("/record/v1/customer", context => ReadAsync(context, Scope.RestWebServices, ListOf(context)));
        records.MapGet("/record/v1/customer/{id:int}", RecordAsync);
        records.MapGet("/system/v1/serverTime", context => ReadAsync(context, Scope.RestWebServices, new { serverTime = context.Exchange().Now }));
        routes.MapGet("/app/site/hosting/restlet.nl", context => ReadAsync(context, Scope.Restlets, new { ok = true }))
            .WithMetadata(new NetSuiteRoute(HostFamily.Restlets, Operation.RestRead));
    }

    private static Task RecordAsync(HttpContext context)
    {
        var id = int.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        return ReadAsync(context, Scope.RestWebServices, new { id = id.ToString(CultureInfo.InvariantCulture), companyName = Customers[Math.Abs(id % Customers.Length)] });
    }

    private static Task ReadAsync(HttpContext context, string scope, object body)
    {
        if (BearerCheck.Check(context).Refused(out var cause, out var access))
        {
            return context.RefuseLoginAsync(cause);
        }

        if (!access.Scopes.Contains(scope))
        {
            return context.RefuseAsync(RefusalCause.ScopeInsufficient);
        }

        var rest = scope == Scope.RestWebServices;
        if (rest && !context.Exchange().Account.RestWebServicesFeature)
        {
            return context.RefuseLoginAsync(RefusalCause.FeatureDisabled);
        }

        return rest && !access.Role.Has(PermissionId.RestWebServices)
            ? context.RefuseAsync(RefusalCause.PermissionMissing)
            : context.Response.WriteAsJsonAsync(body, options: null, rest ? "application/vnd.oracle.resource+json" : "application/json", context.RequestAborted);
    }

    private static object ListOf(HttpContext context)
    {
        var here = context.Exchange().Url;
        return new
        {
            links = new[] { new { rel = "self", href = here } },
            count = Customers.Length,
            hasMore = false,
            items = Customers.Select((_, index) => new
            {
                links = new[] { new { rel = "self", href = string.Create(CultureInfo.InvariantCulture, $"{here}/{index}") } },
                id = index.ToString(CultureInfo.InvariantCulture),
            }),
            offset = 0,
            totalResults = Customers.Length,
        };
    }
}
