using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Status.Doctor;
using NetSuiteConnectorAuth.Status.Pages;
using OpenTelemetry.Metrics;

namespace NetSuiteConnectorAuth.Status;

/// <summary>What operators and their machines ask.</summary>
public static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder app)
    {
        // Now, and not when somebody first asks for it.
        _ = app.ServiceProvider.GetRequiredService<ServiceStart>();

        var probes = app.MapInternal().OpenToAll();
        probes.MapGet("/health/live", () => TypedResults.Ok(new LivenessReport("live"))).WithName("live");
        probes.MapGet("/health/ready", ReadyAsync)
            .Produces<ReadinessReport>()
            .Produces<ReadinessReport>(StatusCodes.Status503ServiceUnavailable)
            .WithName("ready");
        probes.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));

        app.MapInternal().MapGet("/status", StatusAsync)
            .RequirePermission(Permissions.Observe | Permissions.Manage)
            .WithPageHeaders()
            .WithName("status");
        app.MapDoctor();
        app.MapInternal().OpenToAll().WithPageHeaders().ExcludeFromDescription().MapAssets();
    }

    private static async Task<JsonHttpResult<ReadinessReport>> ReadyAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        var report = await readiness.CheckAsync(cancellationToken);
        var isReady = report.Checks.All(check => check.Ok);
        return TypedResults.Json(report, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<StatusDocument>, RazorComponentResult<StatusPage>>> StatusAsync(
        HttpContext http, StatusQuery query, Branding branding, TimeProvider time, CancellationToken cancellationToken)
    {
        var document = await query.ReadAsync(http.GetCaller(), cancellationToken);
        http.Response.Headers.Vary = HeaderNames.Accept;
        return http.Request.PrefersHtml()
            ? StatusPage.Of(new StatusPageModel(branding, document, time.GetUtcNow(), http.GetCaller().HasAny(Permissions.Manage)))
            : TypedResults.Ok(document);
    }
}

/// <summary>Answer of <c>GET /health/live</c>: the process turns.</summary>
public sealed record LivenessReport(string Status);
