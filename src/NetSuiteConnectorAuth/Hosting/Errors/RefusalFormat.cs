namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// How the endpoints of a group write a refusal that they did not decide themselves: a body too large, a caller over its rate, an
/// unexpected failure. Without it a refusal is problem details; the token endpoints write RFC 6749 errors, the public ones pages.
/// </summary>
public sealed record RefusalFormat(Func<Refusal, IResult> Format)
{
    public static Task WriteAsync(HttpContext context, Endpoint? endpoint, Refusal refusal)
    {
        var format = endpoint?.Metadata.GetMetadata<RefusalFormat>() ?? OfLostVisitor(context);
        return (format?.Format(refusal) ?? refusal.ToProblem()).ExecuteAsync(context);
    }

    /// <summary>Where no endpoint of ours decides, a browser gets the page that is among the services, and a program a problem document.</summary>
    private static RefusalFormat? OfLostVisitor(HttpContext context) =>
        !ConnectorListener.IsInternal(context) && context.Request.PrefersHtml() ? context.RequestServices.GetService<RefusalFormat>() : null;
}
