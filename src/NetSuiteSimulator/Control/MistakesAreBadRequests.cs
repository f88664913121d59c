namespace NetSuiteSimulator.Control;

/// <summary>An account ID that is none, a client ID twice: the caller's mistake, and it is told so.</summary>
internal sealed class MistakesAreBadRequests : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ArgumentException mistake)
        {
            return TypedResults.Problem(mistake.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
