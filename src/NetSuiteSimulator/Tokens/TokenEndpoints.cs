using Microsoft.Net.Http.Headers;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>Token, revocation and key endpoints on the account's suitetalk host.</summary>
internal static class TokenEndpoints
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const string AuthorizationCode = "authorization_code";
    private const string RefreshToken = "refresh_token";
    private const string ClientCredentials = "client_credentials";

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var oauth = routes.MapGroup("/services/rest/auth/oauth2/v1");
        oauth.MapPost("/token", TokenAsync).WithMetadata(new NetSuiteRoute(HostFamily.Suitetalk, Operation: null));
        oauth.MapPost("/revoke", TokenRevocation.HandleAsync).WithMetadata(new NetSuiteRoute(HostFamily.Suitetalk, Operation.Revoke));
        oauth.MapGet("/keys", KeysAsync).WithMetadata(new NetSuiteRoute(HostFamily.Suitetalk, Operation.Keys));
    }

    /// <summary>Which of its operations a call to the token endpoint is; null when its form does not say.</summary>
    public static async ValueTask<Operation?> OperationOfAsync(HttpContext context, Exchange exchange)
    {
        var form = await FormAsync(context);
        exchange.GrantType = form?["grant_type"] is { Count: 1 } grantType ? grantType.ToString() : null;
        return exchange.GrantType switch
        {
            AuthorizationCode => Operation.TokenAuthorizationCode,
            RefreshToken => Operation.TokenRefresh,
            ClientCredentials => Operation.TokenClientCredentials,
            _ => null,
        };
    }

    /// <summary>The form; null when it is none. The framework would take multipart/form-data for one too (RFC 6749 §3.2 does not).</summary>
    public static async ValueTask<IFormCollection?> FormAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Each parameter once (RFC 6749 §3.2).</summary>
    public static bool IsWellFormed(IFormCollection form) => form.All(parameter => parameter.Value.Count == 1);

    private static async Task TokenAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var form = await FormAsync(context);
        if (form is null || !IsWellFormed(form) || string.IsNullOrEmpty(form["grant_type"]))
        {
            await context.RefuseAsync(RefusalCause.MalformedRequest);
            return;
        }

        if (!exchange.Account.OAuth2Feature)
        {
            await context.RefuseAsync(RefusalCause.FeatureDisabled);
            return;
        }

        var verdict = exchange.Operation switch
        {
            Operation.TokenAuthorizationCode => AuthorizationCodeGrant.Redeem(context, form),
            Operation.TokenRefresh => RefreshTokenGrant.Redeem(context, form),
            Operation.TokenClientCredentials => ClientCredentialsGrant.Redeem(context, form),
            _ => RefusalCause.GrantTypeUnsupported,
        };
        if (verdict.Refused(out var cause, out var answer))
        {
            // Implementers have seen NetSuite answer this way to permanent mistakes.
            var answerServerError = exchange.Operation == Operation.TokenClientCredentials && exchange.Options.AssertionMistakesAreServerErrors;
            await (answerServerError ? context.WriteAsync(cause, new WireAnswer(500, "server_error")) : context.RefuseAsync(cause));
            return;
        }

        exchange.Succeed();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private static Task KeysAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var mint = exchange.NetSuite.Mint;
        return context.Response.WriteAsJsonAsync(
            new { keys = new[] { mint.Key.ToJwk(mint.CompanyKeyId(exchange.Account)), mint.Key.ToJwk(TokenMint.SystemKeyId) } },
            context.RequestAborted);
    }
}
