using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>The pages as answers of an endpoint.</summary>
public static class PageResults
{
    /// <summary>200, or 400 when the model has a problem with the account that was typed.</summary>
    public static RazorComponentResult<ConnectPage> Connect(ConnectPageModel model) =>
        Page<ConnectPage>(model, model.Problem is null ? StatusCodes.Status200OK : StatusFor(model.Problem.Code));

    /// <summary>The status that <see cref="StatusFor"/> gives for the problem.</summary>
    public static RazorComponentResult<ProblemPage> Problem(ProblemPageModel model) =>
        Page<ProblemPage>(model, StatusFor(model.Problem.Code));

    /// <summary>Always 200: the page is there, whatever became of the connection.</summary>
    public static RazorComponentResult<ResultPage> Result(ResultPageModel model) =>
        Page<ResultPage>(model, StatusCodes.Status200OK);

    /// <summary>The form of a refusal that no page and no endpoint of ours decided.</summary>
    public static RefusalFormat Refusals(Branding branding) => new(refusal => Refused(branding, refusal));

    /// <summary>What no handler decided: a store that does not work, a failure nobody expected, a request nobody can read.</summary>
    public static RazorComponentResult<ProblemPage> Refused(Branding branding, Refusal refusal)
    {
        var (code, reference) = refusal.Code switch
        {
            ErrorCode.TemporarilyUnavailable => ("temporarily_unavailable", null),
            ErrorCode.Unexpected => ("internal_error", Activity.Current?.TraceId.ToString()),
            ErrorCode.RateLimited => ("rate_limited", null),
            ErrorCode.UnknownRoute or ErrorCode.MethodNotAllowed => ("unknown_route", null),
            _ => ("link_unknown", null),
        };
        return Page<ProblemPage>(
            new ProblemPageModel(branding, ConnectProblems.For(code), Reference: reference), Problems.Describe(refusal.Code).Status);
    }

    public static int StatusFor(string code) => code switch
    {
        "link_unknown" or "unknown_route" => StatusCodes.Status404NotFound,
        "link_expired" or "link_used" => StatusCodes.Status410Gone,
        "rate_limited" => StatusCodes.Status429TooManyRequests,
        "temporarily_unavailable" => StatusCodes.Status503ServiceUnavailable,
        "internal_error" => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    private static RazorComponentResult<TPage> Page<TPage>(object model, int status)
        where TPage : IComponent =>
        new(new Dictionary<string, object?> { ["Model"] = model }) { StatusCode = status, PreventStreamingRendering = true };
}
