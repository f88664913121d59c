using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>A tenant's certificates, ours and NetSuite's list beside them.</summary>
public static class CertificateEndpoints
{
    public static void MapCertificates(this IEndpointRouteBuilder app)
    {
        var certificates = app.MapInternal().MapGroup("/tenants/{tenant}/certificates").RequirePermission(Permissions.Observe | Permissions.Manage);
        certificates.MapGet("/", ReadAsync).MayRefuse(ErrorCode.UnknownTenant, ErrorCode.Conflict).WithName("listCertificates");
    }

    private static async Task<Results<Ok<CertificatesDocument>, ProblemResult>> ReadAsync(
        string tenant, HttpContext http, CertificateQueries queries, CancellationToken cancellationToken)
    {
        var answer = http.MaySee(tenant, out var name) ? await queries.ReadAsync(name, cancellationToken) : null;
        return answer switch
        {
            null => new Refusal(ErrorCode.UnknownTenant).ToProblem(),
            CertificatesAnswer.Told told => TypedResults.Ok(told.Document),
            CertificatesAnswer.Refused refused => refused.Refusal.ToProblem(),
            var other => throw new InvalidOperationException($"{other.GetType().Name} has no answer."),
        };
    }
}
