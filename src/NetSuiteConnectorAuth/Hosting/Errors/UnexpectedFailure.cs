using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Logs an exception nobody expected, once, and answers without a word of it.</summary>
internal sealed partial class UnexpectedFailure(ILogger<UnexpectedFailure> logger) : IExceptionHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is ConnectionResetException)
        {
            // Whoever asked is gone, in the middle of the body: an IOException, and yet nothing of ours is broken.
            return true;
        }

        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (exception is BadHttpRequestException unreadable)
        {
            var detail = BodyFault.Describe(unreadable, endpoint, httpContext.RequestServices);
            await RefusalFormat.WriteAsync(httpContext, endpoint, Problems.FromStatus(unreadable.StatusCode) with { Detail = detail });
            return true;
        }

        if (StoreFailures.IsUnavailable(exception))
        {
            Log.StoreUnavailable(logger, exception);
            await RefusalFormat.WriteAsync(httpContext, endpoint, new Refusal(ErrorCode.TemporarilyUnavailable, RetryAfter: Pause));
            return true;
        }

        // The pattern and not the path, which carries link tokens and, with its query, codes.
        Log.Failed(logger, exception, httpContext.Request.Method, (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "no route");
        await RefusalFormat.WriteAsync(httpContext, endpoint, new Refusal(ErrorCode.Unexpected));
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "A request could not be answered: the store or the key ring does not work now.")]
        public static partial void StoreUnavailable(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "Unexpected failure in {Method} {Route}.")]
        public static partial void Failed(ILogger logger, Exception exception, string method, string route);
    }
}
