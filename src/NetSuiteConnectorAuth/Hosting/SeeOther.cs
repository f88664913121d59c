namespace NetSuiteConnectorAuth.Hosting;

/// <summary>303: whatever brought the browser here, it goes on with a GET (RFC 9110 §15.4.4).</summary>
public sealed class SeeOther(string url) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status303SeeOther;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url;
        return Task.CompletedTask;
    }
}
