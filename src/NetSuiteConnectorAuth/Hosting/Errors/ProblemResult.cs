using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>A refusal as <c>application/problem+json</c>.</summary>
public sealed class ProblemResult(Refusal refusal) : IResult, IStatusCodeHttpResult
{
    public Refusal Refusal => refusal;

    public int? StatusCode => Problems.Describe(refusal.Code).Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (status, sentence) = Problems.Describe(refusal.Code);
        var problem = new ProblemDetails
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Detail = refusal.Detail ?? sentence,
            Extensions = { ["code"] = Problems.Name(refusal.Code) },
        };

        var headers = httpContext.Response.Headers;
        headers.CacheControl = "no-store";
        if (refusal.RetryAfter is { } wait)
        {
            var seconds = Problems.RetryAfterSeconds(wait);
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            problem.Extensions["retry_after"] = seconds;
        }

        if (status == StatusCodes.Status401Unauthorized)
        {
            httpContext.AskForCredentials();
        }

        if (refusal.Code == ErrorCode.Unexpected)
        {
            problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier;
        }

        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", httpContext.RequestAborted);
    }
}
