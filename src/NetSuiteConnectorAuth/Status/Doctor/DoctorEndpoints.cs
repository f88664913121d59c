using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>The doctor. A POST, for each asking may cost NetSuite a token; nothing of ours is changed by it.</summary>
public static class DoctorEndpoints
{
    public static void MapDoctor(this IEndpointRouteBuilder app)
    {
        var doctor = app.MapInternal().MapGroup("/tenants/{tenant}/check").RequirePermission(Permissions.Observe | Permissions.Manage);
        doctor.MapPost("/", CheckAsync).MayRefuse(ErrorCode.UnknownTenant).WithName("checkTenant");
    }

    private static async Task<Results<Ok<CheckDocument>, ProblemResult>> CheckAsync(
        string tenant, HttpContext http, DoctorFlow doctor, CancellationToken cancellationToken) =>
        http.MaySee(tenant, out var name) && await doctor.CheckAsync(name, cancellationToken) is { } document
            ? TypedResults.Ok(document)
            : new Refusal(ErrorCode.UnknownTenant).ToProblem();
}
