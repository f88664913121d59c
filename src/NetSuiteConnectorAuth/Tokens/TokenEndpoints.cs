using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>RFC 6749 §4.4 for internal jobs (contract §3). Its errors are OAuth's own, never problem details.</summary>
public static partial class TokenEndpoints
{
    private const string FormType = "application/x-www-form-urlencoded";

    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var tokens = app.MapInternal()
            .AuthenticatesItself()
            .WithRefusals(refusal => new RefusedResult(new TokenAnswer.Refused(MeaningOf(refusal.Code), refusal.RetryAfter)));
        tokens.MapPost("/token", IssueAsync).Describe("token");
        tokens.MapPost("/tenants/{tenant}/token", IssueAsync).Describe("tenantToken");
    }

    private static void Describe(this RouteHandlerBuilder route, string name) =>
        route
            .AddOpenApiOperationTransformer(DescribeFormAsync)
            .Produces<TokenDocument>()
            .Produces<TokenErrorDocument>(StatusCodes.Status400BadRequest)
            .Produces<TokenErrorDocument>(StatusCodes.Status401Unauthorized)
            .Produces<TokenErrorDocument>(StatusCodes.Status413PayloadTooLarge)
            .Produces<TokenErrorDocument>(StatusCodes.Status429TooManyRequests)
            .Produces<TokenErrorDocument>(StatusCodes.Status503ServiceUnavailable)
            .WithName(name);

    /// <summary>Not by <c>Accepts</c>, with which routing would answer 415 to another type before we are asked.</summary>
    private static async Task DescribeFormAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(TokenRequestDocument), parameterDescription: null, cancellationToken);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [FormType] = new() { Schema = schema } },
        };
    }

    private static async Task<Results<JsonHttpResult<TokenDocument>, RefusedResult>> IssueAsync(
        HttpContext http,
        CallerAuthenticator callers,
        TokenFlow flow,
        TokenMetrics metrics,
        TimeProvider time,
        ILogger<TokenFlow> logger,
        CancellationToken cancellationToken)
    {
        TokenAnswer answer;
        try
        {
            answer = await AnswerAsync(http, callers, flow, logger, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e) && e is not BadHttpRequestException)
        {
            Log.StoreUnavailable(logger, e);
            answer = new TokenAnswer.Refused(TokenRefusal.StoreUnavailable, TimeSpan.FromSeconds(5));
        }

        if (answer is not TokenAnswer.Issued issued)
        {
            return new RefusedResult((TokenAnswer.Refused)answer);
        }

        metrics.Requested("issued");
        ForbidStoring(http.Response);
        return TypedResults.Json(TokenDocument.Of(issued, time.GetUtcNow()));
    }

    private static async Task<TokenAnswer> AnswerAsync(
        HttpContext http, CallerAuthenticator callers, TokenFlow flow, ILogger logger, CancellationToken cancellationToken)
    {
        if (await ReadFormAsync(http.Request, cancellationToken) is not { } form)
        {
            return new TokenAnswer.Refused(TokenRefusal.MalformedRequest);
        }

        var verdict = await callers.IdentifyAsync(ProofOf(http.Request, form), cancellationToken);
        if (verdict.Caller is not { } caller)
        {
            return Refuse(http, verdict, logger);
        }

        return await flow.RequestAsync(caller, form, http.Request.RouteValues["tenant"] as string, cancellationToken);
    }

    private static CallerProof ProofOf(HttpRequest request, TokenForm form) => new(
        request.Headers.Authorization, request.Path.Value ?? "", form.ClientId, form.ClientSecret, form.ClientAssertionType, form.ClientAssertion);

    private static TokenAnswer.Refused Refuse(HttpContext http, CallerVerdict verdict, ILogger logger)
    {
        if (verdict.Refusal is CallerRefusal.Unknown)
        {
            Log.Unauthenticated(logger, http.Connection.RemoteIpAddress, verdict.Reason);
        }

        return new(
            verdict.Refusal switch
            {
                CallerRefusal.Malformed => TokenRefusal.MalformedRequest,
                CallerRefusal.RateLimited => TokenRefusal.RateLimited,
                CallerRefusal.Unavailable => TokenRefusal.IssuerUnavailable,
                _ => TokenRefusal.InvalidClient,
            },
            verdict.RetryAfter);
    }

    /// <summary>Null when the body is no form, or names a parameter twice.</summary>
    private static async Task<TokenForm?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) is not true)
        {
            return null;
        }

        try
        {
            return TokenForm.Of(await request.ReadFormAsync(cancellationToken));
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form cannot be read.", e);
        }
    }

    /// <summary>What the framework refuses before, or instead of, the endpoint.</summary>
    private static TokenRefusal MeaningOf(ErrorCode code) => code switch
    {
        ErrorCode.PayloadTooLarge => TokenRefusal.PayloadTooLarge,
        ErrorCode.Forbidden => TokenRefusal.UnauthorizedClient,
        ErrorCode.MalformedRequest or ErrorCode.UnsupportedMediaType => TokenRefusal.MalformedRequest,
        _ => TokenRefusal.Unexpected,
    };

    /// <summary>RFC 6749 §5.1: an answer with a token must not be stored, and neither must a refusal.</summary>
    private static void ForbidStoring(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Error, "A token request could not be answered: the store or the key ring does not work now")]
        public static partial void StoreUnavailable(ILogger logger, Exception exception);

        // Not the client ID that was offered: people paste their secret into the wrong field.
        [LoggerMessage(311, LogLevel.Warning, "Refused a token request with unknown credentials, from {Address}: {Reason}")]
        public static partial void Unauthenticated(ILogger logger, System.Net.IPAddress? address, string? reason);
    }

    /// <summary>A refusal in OAuth's words (RFC 6749 §5.2).</summary>
    private sealed class RefusedResult(TokenAnswer.Refused refused) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var words = TokenErrors.Of(refused.Refusal);
            httpContext.RequestServices.GetRequiredService<TokenMetrics>().Requested(words.OutcomeLabel);

            var response = httpContext.Response;
            int? retryAfter = refused.RetryAfter is { } wait ? Problems.RetryAfterSeconds(wait) : null;
            response.StatusCode = words.Status;
            response.Headers.RetryAfter = retryAfter?.ToString(CultureInfo.InvariantCulture);
            ForbidStoring(response);
            if (words.Status == StatusCodes.Status401Unauthorized)
            {
                httpContext.AskForCredentials();
            }

            return response.WriteAsJsonAsync(
                new TokenErrorDocument(words.Error, words.Description, words.ErrorCode, retryAfter, refused.Tenant), httpContext.RequestAborted);
        }
    }
}
