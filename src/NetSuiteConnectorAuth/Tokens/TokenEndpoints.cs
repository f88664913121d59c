using System.Globalization;
using System.Text.Json.Serialization;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>RFC 6749 §4.4 for internal jobs (contract §3). Its errors are OAuth's own, never problem details.</summary>
public static partial class TokenEndpoints
{
    private const string FormType = "application/x-www-form-urlencoded";

    public static void MapTokens(this IEndpointRouteBuilder app) =>
        app.MapInternal()
            .MapPost("/token", IssueAsync)
            .AuthenticatesItself()
            .Accepts<TokenRequestDocument>(FormType)
            .Produces<TokenDocument>()
            .Produces<TokenErrorDocument>(StatusCodes.Status400BadRequest)
            .Produces<TokenErrorDocument>(StatusCodes.Status401Unauthorized)
            .Produces<TokenErrorDocument>(StatusCodes.Status413PayloadTooLarge)
            .Produces<TokenErrorDocument>(StatusCodes.Status429TooManyRequests)
            .Produces<TokenErrorDocument>(StatusCodes.Status503ServiceUnavailable)
            .WithName("token");

    private static async Task<IResult> IssueAsync(
        HttpContext http,
        CallerDirectory callers,
        TokenFlow flow,
        TokenMetrics metrics,
        TimeProvider time,
        ILogger<TokenFlow> logger,
        CancellationToken cancellationToken)
    {
        // RFC 6749 §5.1: an answer with a token must not be stored, and neither must a refusal.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";

        TokenAnswer answer;
        try
        {
            answer = await AnswerAsync(http, callers, flow, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            answer = new TokenAnswer.Refused(TokenRefusal.PayloadTooLarge);
        }
        catch (BadHttpRequestException)
        {
            answer = new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            Log.StoreUnavailable(logger, e);
            answer = new TokenAnswer.Refused(TokenRefusal.StoreUnavailable, TimeSpan.FromSeconds(5));
        }

        return Write(http, answer, metrics, time);
    }

    private static async Task<TokenAnswer> AnswerAsync(
        HttpContext http, CallerDirectory callers, TokenFlow flow, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }

        if (TokenForm.Of(await ReadFormAsync(http, cancellationToken)) is not { } form)
        {
            return new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }

        var hasHeader = http.Request.Headers.Authorization.Count > 0;
        if (hasHeader && form.ClientSecret is not null)
        {
            // RFC 6749 §2.3: one method a request.
            return new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }

        if (Authenticate(http, callers, form, hasHeader) is not { } caller)
        {
            return new TokenAnswer.Refused(TokenRefusal.InvalidClient);
        }

        return callers.CountRequest(caller) is { } wait
            ? new TokenAnswer.Refused(TokenRefusal.RateLimited, wait)
            : await flow.RequestAsync(caller, form, http.Request.RouteValues["tenant"] as string, cancellationToken);
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            return await http.Request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException("The form cannot be read.", e);
        }
    }

    private static Caller? Authenticate(HttpContext http, CallerDirectory callers, TokenForm form, bool hasHeader)
    {
        if (!hasHeader)
        {
            return form is { ClientId: { } id, ClientSecret: { } secret } ? callers.Authenticate(id, secret) : null;
        }

        return BasicCredentials.TryParse(http.Request.Headers.Authorization, out var basic)
            && (form.ClientId is null || form.ClientId == basic.ClientId)
            ? callers.Authenticate(basic.ClientId, basic.Secret)
            : null;
    }

    private static IResult Write(HttpContext http, TokenAnswer answer, TokenMetrics metrics, TimeProvider time)
    {
        if (answer is TokenAnswer.Issued issued)
        {
            metrics.Requested("issued");
            var tenant = issued.Tenant;
            return TypedResults.Json(new TokenDocument(
                issued.Token.Value.Reveal(),
                "Bearer",
                (int)issued.Token.LeftAt(time.GetUtcNow()).TotalSeconds,
                issued.Scopes.Value,
                tenant.Name.Value,
                tenant.Account!.Value,
                tenant.RestUrl!,
                tenant.RestletUrl!));
        }

        var refused = (TokenAnswer.Refused)answer;
        var error = TokenErrors.Of(refused.Refusal);
        metrics.Requested(error.OutcomeLabel);
        int? retryAfter = refused.RetryAfter is { } wait ? Problems.RetryAfterSeconds(wait) : null;
        if (retryAfter is not null)
        {
            http.Response.Headers.RetryAfter = retryAfter.Value.ToString(CultureInfo.InvariantCulture);
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = ProblemResult.Challenge;
        }

        return TypedResults.Json(
            new TokenErrorDocument(error.Error, error.Description, error.ErrorCode, retryAfter, refused.Tenant), statusCode: error.Status);
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Error, "A token request could not be answered: the store or the key ring does not work now")]
        public static partial void StoreUnavailable(ILogger logger, Exception exception);
    }
}

/// <summary>The request's parameters, for the API description.</summary>
public sealed record TokenRequestDocument(
    [property: JsonPropertyName("grant_type")] string GrantType,
    string? Tenant,
    string? Resource,
    string? Scope,
    [property: JsonPropertyName("min_ttl")] int? MinTtl,
    [property: JsonPropertyName("rejected_token")] string? RejectedToken,
    [property: JsonPropertyName("client_id")] string? ClientId,
    [property: JsonPropertyName("client_secret")] string? ClientSecret);

/// <summary>RFC 6749 §5.1, and whom the token is for.</summary>
public sealed record TokenDocument(
    string AccessToken, string TokenType, int ExpiresIn, string Scope, string Tenant, string AccountId, string RestUrl, string RestletUrl);

/// <summary>RFC 6749 §5.2, and what to do about it.</summary>
public sealed record TokenErrorDocument(
    string Error,
    string ErrorDescription,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tenant);
