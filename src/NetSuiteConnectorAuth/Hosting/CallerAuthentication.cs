using Microsoft.AspNetCore.Http.Features;
using NetSuiteConnectorAuth.Callers;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Internal endpoints state their rule on the group; this keeps it. A middleware and not an endpoint filter, because filters run after
/// the body has been read: nobody's JSON is parsed before we know who sent it.
/// </summary>
public static partial class CallerAuthentication
{
    public static void AddCallers(this WebApplicationBuilder builder) => builder.Services.AddSingleton<CallerDirectory>();

    /// <summary>The caller has at least one of these permissions; 401, 403 or 429 otherwise.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, Permissions anyOf)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CallerRule(anyOf));

    /// <summary>Probes and scrapers carry no credentials, and the endpoint tells nothing about a tenant.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CallerRule(AnyOf: null));

    /// <summary>
    /// The endpoint asks for credentials itself, as the token endpoints do: theirs may be in the body, and their errors are RFC 6749's.
    /// </summary>
    public static TBuilder AuthenticatesItself<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CallerRule(AnyOf: null));

    /// <summary>The caller of an endpoint with <see cref="RequirePermission"/>.</summary>
    public static Caller GetCaller(this HttpContext context) => context.Features.GetRequiredFeature<Caller>();

    public static void UseCallers(this WebApplication app) => app.Use(static (context, next) =>
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<ListenerMetadata>() is not { Kind: ListenerKind.Internal })
        {
            return next(context);
        }

        if (WebPages.MakeChange(context.Request))
        {
            return RefusalFormat.WriteAsync(context, endpoint, new(ErrorCode.Forbidden, "A web page may change nothing here."));
        }

        if (endpoint.Metadata.GetMetadata<CallerRule>() is { AnyOf: null })
        {
            return next(context);
        }

        return Judge(context, endpoint) is { } refusal ? RefusalFormat.WriteAsync(context, endpoint, refusal) : next(context);
    });

    private static Refusal? Judge(HttpContext context, Endpoint endpoint)
    {
        var directory = context.RequestServices.GetRequiredService<CallerDirectory>();
        if (!BasicCredentials.TryParse(context.Request.Headers.Authorization, out var credentials))
        {
            return new(ErrorCode.Unauthenticated);
        }

        if (directory.Authenticate(credentials.ClientId, credentials.Secret) is not { } caller)
        {
            Log.Unauthenticated(context.RequestServices.GetRequiredService<ILogger<CallerDirectory>>(), context.Connection.RemoteIpAddress);
            return new(ErrorCode.Unauthenticated);
        }

        if (directory.CountRequest(caller) is { } wait)
        {
            return new(ErrorCode.RateLimited, RetryAfter: wait);
        }

        if (!caller.HasAny(endpoint.Metadata.GetMetadata<CallerRule>()?.AnyOf ?? Permissions.None))
        {
            return new(ErrorCode.Forbidden);
        }

        context.Features.Set(caller);
        return null;
    }

    private static partial class Log
    {
        // Not the client ID that was offered: people paste their secret into the wrong field.
        [LoggerMessage(EventId = 1100, Level = LogLevel.Warning, Message = "Refused a caller with unknown credentials, from {Address}.")]
        public static partial void Unauthenticated(ILogger logger, System.Net.IPAddress? address);
    }
}
