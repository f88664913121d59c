using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Events;

/// <summary>The audit history of a tenant.</summary>
public static class EventEndpoints
{
    private const int DefaultLimit = 100;
    private const int HighestLimit = 1000;
    private const int IdLength = 32;

    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        var events = app.MapInternal().MapGroup("/tenants/{tenant}/events").RequirePermission(Permissions.Observe | Permissions.Manage);
        events.MapGet("/", ListAsync).MayRefuse(ErrorCode.MalformedRequest, ErrorCode.UnknownTenant).WithName("listEvents");
    }

    private static async Task<Results<Ok<EventPage>, ProblemResult>> ListAsync(
        string tenant, HttpContext http, EventQueries queries, CancellationToken cancellationToken, string? after = null, int? limit = null)
    {
        // Before the tenant is looked for, so that the answer to a question without sense says nothing of tenants.
        if ((after is not null && !IsId(after)) || limit is < 1 or > HighestLimit)
        {
            return new Refusal(ErrorCode.MalformedRequest).ToProblem();
        }

        return http.MaySee(tenant, out var name)
            && await queries.ListAsync(name, after, limit ?? DefaultLimit, cancellationToken) is { } page
            ? TypedResults.Ok(page)
            : new Refusal(ErrorCode.UnknownTenant).ToProblem();
    }

    private static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);
}
