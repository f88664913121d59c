using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Internal endpoints state their rule on the group; this keeps it. A middleware and not an endpoint filter, because filters run after
/// the body has been read: nobody's JSON is parsed before we know who sent it.
/// </summary>
public static partial class CallerAuthentication
{
    /// <summary>RFC 7617 §2.1: names the realm and the encoding of the credentials.</summary>
    private const string BasicChallenge = "Basic realm=\"netsuite-connector-auth\", charset=\"UTF-8\"";

    private const string BearerChallenge = "Bearer realm=\"netsuite-connector-auth\"";

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

    /// <summary>Whether this is the name of a tenant that the caller may see; one that it may not see does not exist for it.</summary>
    public static bool MaySee(this HttpContext context, string tenant, [NotNullWhen(true)] out TenantName? name) =>
        TenantName.TryParse(tenant, out name) && context.GetCaller().MaySee(tenant);

    /// <summary>401 says how to prove oneself: with a secret always, with a token when somebody's tokens are believed.</summary>
    public static void AskForCredentials(this HttpContext context) =>
        context.Response.Headers.WWWAuthenticate = context.RequestServices.GetRequiredService<CallerDirectory>().HasIssuers
            ? new[] { BasicChallenge, BearerChallenge }
            : BasicChallenge;

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

        return JudgeAsync(context, endpoint, next);
    });

    private static async Task JudgeAsync(HttpContext context, Endpoint endpoint, RequestDelegate next)
    {
        var proof = new CallerProof(context.Request.Headers.Authorization, context.Request.Path.Value ?? "");
        var verdict = await context.RequestServices.GetRequiredService<CallerAuthenticator>().IdentifyAsync(proof, context.RequestAborted);
        if (verdict.Refusal is CallerRefusal.Unknown)
        {
            var logger = context.RequestServices.GetRequiredService<ILogger<CallerDirectory>>();
            Log.Unauthenticated(logger, context.Connection.RemoteIpAddress, verdict.Reason);
        }

        var anyOf = endpoint.Metadata.GetMetadata<CallerRule>()?.AnyOf ?? Permissions.None;
        if (verdict.Caller is not { } caller || !caller.HasAny(anyOf))
        {
            await RefusalFormat.WriteAsync(context, endpoint, new(CodeOf(verdict.Refusal), RetryAfter: verdict.RetryAfter));
            return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    private static ErrorCode CodeOf(CallerRefusal refusal) => refusal switch
    {
        CallerRefusal.None => ErrorCode.Forbidden,
        CallerRefusal.RateLimited => ErrorCode.RateLimited,
        CallerRefusal.Unavailable => ErrorCode.TemporarilyUnavailable,
        _ => ErrorCode.Unauthenticated,
    };

    private static partial class Log
    {
        // Not the client ID that was offered: people paste their secret into the wrong field.
        [LoggerMessage(EventId = 1100, Level = LogLevel.Warning, Message = "Refused a caller with unknown credentials, from {Address}: {Reason}.")]
        public static partial void Unauthenticated(ILogger logger, System.Net.IPAddress? address, string? reason);
    }
}
