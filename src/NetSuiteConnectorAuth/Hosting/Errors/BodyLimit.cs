using Microsoft.AspNetCore.Http.Features;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Refuses a body that is too large: at once when it says so beforehand, else when that much of it has come. Not by Kestrel's own limit,
/// which closes the connection on a client that still sends, and that client may see a broken pipe in place of the 413.
/// </summary>
internal static class BodyLimit
{
    /// <summary>Kestrel reads and drops so much of a refused body, for at most five seconds, so that its sender sees the answer.</summary>
    private const long MaxDiscardedBytes = 16 * 1024 * 1024;

    public static Task Keep(HttpContext context, RequestDelegate next)
    {
        if (MostOf(context) <= Listeners.MaxBodyBytes || context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxDiscardedBytes;
        }

        if (context.Request.ContentLength is not null)
        {
            return RefusalFormat.WriteAsync(context, endpoint, new Refusal(ErrorCode.PayloadTooLarge));
        }

        context.Request.Body = new LimitedBody(context.Request.Body, Listeners.MaxBodyBytes);
        return next(context);
    }

    private static long MostOf(HttpContext context) =>
        context.Request.ContentLength ?? (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true ? long.MaxValue : 0);
}
