using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>Taking over a mapping that was made without us.</summary>
public static class ImportEndpoints
{
    public static void MapImport(this IEndpointRouteBuilder app) =>
        app.MapInternal()
            .MapPost("/tenants/{tenant}/import", ImportAsync)
            .RequirePermission(Permissions.Manage)
            .MayRefuse(
                ErrorCode.TenantInvalid, ErrorCode.AccountInvalid, ErrorCode.IntegrationUnknown, ErrorCode.UnknownTenant, ErrorCode.Conflict,
                ErrorCode.KeyWeak, ErrorCode.KeyMismatch, ErrorCode.NotProven)
            .WithName("importTenant");

    private static async Task<Results<Created<TenantDocument>, ProblemResult>> ImportAsync(
        string tenant, ImportRequest request, HttpContext http, ImportFlow flow, TenantQueries queries, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        if (!caller.MaySee(tenant))
        {
            return new Refusal(ErrorCode.UnknownTenant).ToProblem();
        }

        if (await flow.ImportAsync(tenant, request, caller.ClientId, cancellationToken) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return await queries.FindAsync(TenantName.Parse(tenant), cancellationToken) is { } imported
            ? TypedResults.Created($"/tenants/{tenant}", imported)
            : new Refusal(ErrorCode.UnknownTenant).ToProblem();
    }
}
