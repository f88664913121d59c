using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>What an operator does to one connection. A tenant that is not the caller's does not exist for it.</summary>
public static class TenantCommandEndpoints
{
    public static void MapTenantCommands(this IEndpointRouteBuilder app)
    {
        var tenant = app.MapInternal().MapGroup("/tenants/{tenant}").RequirePermission(Permissions.Manage);
        tenant.MapDelete("", DisconnectAsync).MayRefuse(ErrorCode.MalformedRequest, ErrorCode.UnknownTenant).WithName("disconnectTenant");
        tenant.MapPost("/rotate", RotateAsync).MayRefuse(ErrorCode.UnknownTenant, ErrorCode.NotConnected, ErrorCode.Conflict).WithName("rotateCertificate");
        tenant.MapPost("/pause", StopAsync).MayRefuse(ErrorCode.UnknownTenant).WithName("pauseRotation");
        tenant.MapPost("/resume", ContinueAsync).MayRefuse(ErrorCode.UnknownTenant).WithName("resumeRotation");
    }

    private static async Task<Results<Ok<TenantDocument>, Accepted<TenantDocument>, ProblemResult>> DisconnectAsync(
        string tenant, HttpContext http, DisconnectFlow flow, TenantQueries queries, CancellationToken cancellationToken, bool force = false)
    {
        if (!http.MaySee(tenant, out var name)
            || await flow.DisconnectAsync(name, force, http.GetCaller().ClientId, cancellationToken) is not { } isDone
            || await queries.FindAsync(name, cancellationToken) is not { } document)
        {
            return new Refusal(ErrorCode.UnknownTenant).ToProblem();
        }

        return isDone ? TypedResults.Ok(document) : TypedResults.Accepted($"/tenants/{tenant}", document);
    }

    private static async Task<Results<Accepted<TenantDocument>, ProblemResult>> RotateAsync(
        string tenant, HttpContext http, Rotations rotations, TenantQueries queries, CancellationToken cancellationToken)
    {
        if (!http.MaySee(tenant, out var name))
        {
            return new Refusal(ErrorCode.UnknownTenant).ToProblem();
        }

        return await rotations.BeginNowAsync(name, cancellationToken) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Accepted($"/tenants/{tenant}", await queries.FindAsync(name, cancellationToken));
    }

    private static Task<Results<Ok<TenantDocument>, ProblemResult>> StopAsync(
        string tenant, HttpContext http, Rotations rotations, TenantQueries queries, CancellationToken cancellationToken) =>
        PauseAsync(tenant, true, http, rotations, queries, cancellationToken);

    private static Task<Results<Ok<TenantDocument>, ProblemResult>> ContinueAsync(
        string tenant, HttpContext http, Rotations rotations, TenantQueries queries, CancellationToken cancellationToken) =>
        PauseAsync(tenant, false, http, rotations, queries, cancellationToken);

    private static async Task<Results<Ok<TenantDocument>, ProblemResult>> PauseAsync(
        string tenant, bool paused, HttpContext http, Rotations rotations, TenantQueries queries, CancellationToken cancellationToken) =>
        http.MaySee(tenant, out var name)
        && await rotations.PauseAsync(name, paused, cancellationToken) is null
        && await queries.FindAsync(name, cancellationToken) is { } document
            ? TypedResults.Ok(document)
            : new Refusal(ErrorCode.UnknownTenant).ToProblem();
}
