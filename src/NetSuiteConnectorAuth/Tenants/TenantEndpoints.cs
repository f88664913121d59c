using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tenants.Import;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>Tenants as operators read them. A tenant that is not the caller's does not exist for it.</summary>
public static class TenantEndpoints
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 1000;

    public static void MapTenants(this IEndpointRouteBuilder app)
    {
        var tenants = app.MapInternal().MapGroup("/tenants").RequirePermission(Permissions.Observe | Permissions.Manage);
        tenants.MapGet("/", ListAsync).MayRefuse(ErrorCode.MalformedRequest).WithName("listTenants");
        tenants.MapGet("/{tenant}", FindAsync).MayRefuse(ErrorCode.UnknownTenant).WithName("getTenant");
        app.MapTenantCommands();
        app.MapImport();
    }

    private static async Task<Results<Ok<TenantPage>, ProblemResult>> ListAsync(
        HttpContext http, TenantQueries queries, CancellationToken cancellationToken, string? after = null, int? limit = null, string? status = null)
    {
        TenantName? behind = null;
        TenantStatus? only = null;
        if ((after is not null && !TenantName.TryParse(after, out behind))
            || limit is < 1 or > HighestLimit
            || (status is not null && (only = StateText.Parse<TenantStatus>(status)) is null))
        {
            return new Refusal(ErrorCode.MalformedRequest).ToProblem();
        }

        var (items, next) = await queries.ListAsync(behind, only, limit ?? DefaultLimit, http.GetCaller().MaySee, cancellationToken);
        return TypedResults.Ok(new TenantPage(items, next));
    }

    private static async Task<Results<Ok<TenantDocument>, ProblemResult>> FindAsync(
        string tenant, HttpContext http, TenantQueries queries, CancellationToken cancellationToken) =>
        http.MaySee(tenant, out var name) && await queries.FindAsync(name, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : new Refusal(ErrorCode.UnknownTenant).ToProblem();
}

/// <summary>One page of tenants; <paramref name="Next"/> is the next <c>after</c>, null at the end.</summary>
public sealed record TenantPage(IReadOnlyList<TenantDocument> Items, string? Next);
