using Microsoft.AspNetCore.Http.Features;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Refuses a body that says beforehand that it is too large. Kestrel's own limit, which stays for bodies of unknown length, closes the
/// connection on a client that still sends, and that client sees a broken pipe in place of the 413.
/// </summary>
internal static class BodyLimit
{
    /// <summary>Kestrel reads and drops so much of a refused body, for at most five seconds, so that its sender sees the answer.</summary>
    private const long MaxDiscardedBytes = 16 * 1024 * 1024;

    public static Task Keep(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is not > Listeners.MaxBodyBytes || context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxDiscardedBytes;
        }

        return RefusalFormat.WriteAsync(context, endpoint, new Refusal(ErrorCode.PayloadTooLarge));
    }
}
