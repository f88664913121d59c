using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using OpenTelemetry.Metrics;

namespace NetSuiteConnectorAuth.Status;

/// <summary>What operators and their machines ask (contract §5).</summary>
public static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        var probes = app.MapInternal().OpenToAll();
        probes.MapGet("/health/live", () => TypedResults.Ok(new LivenessReport("live"))).WithName("live");
        probes.MapGet("/health/ready", ReadyAsync).WithName("ready");
        probes.MapPrometheusScrapingEndpoint("/metrics");

        app.MapInternal().MapGet("/status", StatusAsync).RequirePermission(Permissions.Observe | Permissions.Manage).WithName("status");
    }

    private static async Task<JsonHttpResult<ReadinessReport>> ReadyAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        var report = await readiness.CheckAsync(cancellationToken);
        var isReady = report.Checks.All(check => check.Ok);
        return TypedResults.Json(report, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<StatusDocument>> StatusAsync(HttpContext http, StatusQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await query.ReadAsync(http.GetCaller(), cancellationToken));
}

/// <summary>Answer of <c>GET /health/live</c>: the process turns.</summary>
public sealed record LivenessReport(string Status);
