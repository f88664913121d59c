using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>RFC 6749 §4.4 for internal jobs. Its errors are OAuth's own, never problem details.</summary>
public static partial class TokenEndpoints
{
    private const string FormType = "application/x-www-form-urlencoded";
    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable,
    ];

    private const string JsonType = "application/json; charset=utf-8";

    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var flow = services.GetRequiredService<TokenFlow>();
        var tokens = app.MapInternal()
            .AuthenticatesItself()
            .WithMetadata(EndOfService.KeptByItself)
            .WithRefusals(refusal => new RefusedResult(new TokenAnswer.Refused(MeaningOf(refusal.Code), refusal.RetryAfter)));
        var issuing = ActivatorUtilities.CreateInstance<Handler>(services, (Ask)flow.RequestAsync);
        tokens.MapPostAlone("/token", issuing.HandleAsync).Describe<TokenDocument>("token", isFormRequired: true);
        tokens.MapPostAlone("/tenants/{tenant}/token", issuing.HandleAsync).Describe<TokenDocument>("tenantToken", isFormRequired: true);
        var asserting = ActivatorUtilities.CreateInstance<Handler>(services, (Ask)flow.AssertAsync);
        tokens.MapPostAlone("/tenants/{tenant}/assertion", asserting.HandleAsync).Describe<AssertionDocument>("tenantAssertion", isFormRequired: false);
    }

    /// <summary>
    /// Any other method is refused by an endpoint of ours: the one that routing makes for that is of no group, and so would answer with
    /// problem details.
    /// </summary>
    private static IEndpointConventionBuilder MapPostAlone(this IEndpointRouteBuilder routes, string pattern, RequestDelegate handle)
    {
        routes.Map(pattern, RefuseMethod).ExcludeFromDescription();
        return routes.MapPost(pattern, handle);
    }

    private static Task RefuseMethod(HttpContext http)
    {
        http.Response.Headers.Allow = HttpMethods.Post;
        return RefusalFormat.WriteAsync(http, http.GetEndpoint(), new Refusal(ErrorCode.MethodNotAllowed));
    }

    /// <summary>What the framework finds out by itself of an endpoint with typed parameters and results, and cannot see of these.</summary>
    private static void Describe<TAnswer>(this IEndpointConventionBuilder route, string name, bool isFormRequired) =>
        route
            .WithMetadata(((RequestDelegate)DescribedAs).Method, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TAnswer), ["application/json"]))
            .WithMetadata([.. Refusals.Select(status => new ProducesResponseTypeMetadata(status, typeof(TokenErrorDocument), ["application/json"]))])
            .AddOpenApiOperationTransformer((operation, context, cancellationToken) =>
                DescribeFormAsync(operation, context, isFormRequired, cancellationToken))
            .WithName(name);

    private static Task DescribedAs(HttpContext http) => Task.CompletedTask;

    /// <summary>Not by <c>Accepts</c>, with which routing would answer 415 to another type before we are asked.</summary>
    private static async Task DescribeFormAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, bool isRequired, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(TokenRequestDocument), parameterDescription: null, cancellationToken);
        // RFC 6749 §3.2: parameters nobody knows are ignored. What may come without a body asks for none of ours either.
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = isRequired ? schema.Required : null;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = isRequired,
            Content = new Dictionary<string, OpenApiMediaType> { [FormType] = new() { Schema = schema } },
        };
    }

    /// <summary>What the framework refuses before, or instead of, the endpoint.</summary>
    private static TokenRefusal MeaningOf(ErrorCode code) => code switch
    {
        ErrorCode.PayloadTooLarge => TokenRefusal.PayloadTooLarge,
        ErrorCode.MethodNotAllowed => TokenRefusal.MethodNotAllowed,
        ErrorCode.Forbidden => TokenRefusal.UnauthorizedClient,
        ErrorCode.MalformedRequest or ErrorCode.UnsupportedMediaType => TokenRefusal.MalformedRequest,
        _ => TokenRefusal.Unexpected,
    };

    /// <summary>Null when the body is no form, or names a parameter twice. What takes no parameter may come without a body.</summary>
    private static ValueTask<TokenForm?> ReadFormAsync(HttpContext http)
    {
        var request = http.Request;
        if (request is { ContentLength: null or 0, ContentType: null } && !http.CanHaveBody())
        {
            return new(TokenForm.Empty);
        }

        return IsForm(request.ContentType) ? TokenForm.ReadAsync(request.BodyReader, http.RequestAborted) : new((TokenForm?)null);
    }

    private static bool IsForm(string? contentType) =>
        string.Equals(contentType, FormType, StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase));

    private static bool CanHaveBody(this HttpContext http) => http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true;

    /// <summary>RFC 6749 §5.1: an answer with a token must not be stored, and neither must a refusal.</summary>
    private static void ForbidStoring(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }

    /// <summary>What is asked for, after the caller is known.</summary>
    private delegate ValueTask<TokenAnswer> Ask(Caller caller, TokenForm form, string? tenantInPath, CancellationToken cancellationToken);

    /// <summary>
    /// From the request to the answer. Not by parameter binding, which costs as much as all the rest of a cached answer: a scope of services,
    /// the framework's form, a result. What is there already, as it is nearly always, is answered without an await that waits.
    /// </summary>
    private sealed partial class Handler(
        Ask ask, CallerAuthenticator callers, EndOfService end, TokenMetrics metrics, TimeProvider time, ILogger<TokenFlow> logger)
    {
        public async Task HandleAsync(HttpContext http)
        {
            // Not under the try: a client that hangs up in the middle of its form is not a store that does not work.
            var form = await ReadFormAsync(http);
            TokenAnswer answer;
            try
            {
                answer = form is null ? new TokenAnswer.Refused(TokenRefusal.MalformedRequest) : await AnswerAsync(http, form);
            }
            catch (Exception e) when (StoreFailures.IsUnavailable(e))
            {
                Log.StoreUnavailable(logger, e);
                answer = new TokenAnswer.Refused(TokenRefusal.StoreUnavailable, TimeSpan.FromSeconds(5));
            }
            catch (OperationCanceledException) when (end.IsOver && !http.RequestAborted.IsCancellationRequested)
            {
                answer = new TokenAnswer.Refused(TokenRefusal.NetSuiteUnavailable, EndOfService.ComeBack);
            }

            switch (answer)
            {
                case TokenAnswer.Issued issued:
                    metrics.Requested("issued");
                    Write(http.Response, issued);
                    break;
                case TokenAnswer.Asserted asserted:
                    metrics.Requested("asserted");
                    ForbidStoring(http.Response);
                    await http.Response.WriteAsJsonAsync(AssertionDocument.Of(asserted), http.RequestAborted);
                    break;
                default:
                    await new RefusedResult((TokenAnswer.Refused)answer).ExecuteAsync(http);
                    break;
            }
        }

        private async ValueTask<TokenAnswer> AnswerAsync(HttpContext http, TokenForm form)
        {
            var proof = new CallerProof(
                http.Request.Headers.Authorization,
                http.Request.Path.Value ?? "",
                form.ClientId,
                form.ClientSecret,
                form.ClientAssertionType,
                form.ClientAssertion);
            var verdict = await end.UntilOverAsync(callers.IdentifyAsync(proof, http.RequestAborted));
            return verdict.Caller is { } caller
                ? await end.UntilOverAsync(ask(caller, form, TenantInPath(http), http.RequestAborted))
                : Refuse(http, verdict);
        }

        // A route without parameters has no values, and asking for them would make a dictionary to look into.
        private static string? TenantInPath(HttpContext http) =>
            http.Features.Get<IRouteValuesFeature>()?.RouteValues.GetValueOrDefault("tenant") as string;

        private TokenAnswer.Refused Refuse(HttpContext http, CallerVerdict verdict)
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

        private void Write(HttpResponse response, TokenAnswer.Issued issued)
        {
            ForbidStoring(response);
            response.ContentType = JsonType;
            issued.Body.Write((int)issued.Token.LeftAt(time.GetUtcNow()).TotalSeconds, response, static (response, length) =>
            {
                response.ContentLength = length;
                return response.BodyWriter;
            });
        }

        private static partial class Log
        {
            [LoggerMessage(310, LogLevel.Error, "A token request could not be answered: the store or the key ring does not work now")]
            public static partial void StoreUnavailable(ILogger logger, Exception exception);

            // Not the client ID that was offered: people paste their secret into the wrong field.
            [LoggerMessage(311, LogLevel.Warning, "Refused a token request with unknown credentials, from {Address}: {Reason}")]
            public static partial void Unauthenticated(ILogger logger, System.Net.IPAddress? address, string? reason);
        }
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
