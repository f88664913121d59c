using System.Text.Json;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>The one place where a refusal becomes a status and a sentence (RFC 9457, with our stable <c>code</c>).</summary>
public static class Problems
{
    /// <summary>
    /// A refusal as a handler's result; it also sets <c>Retry-After</c>, and <c>WWW-Authenticate</c> when the caller is not known.
    /// </summary>
    public static ProblemResult ToProblem(this Refusal refusal) => new(refusal);

    public static (int Status, string Sentence) Describe(ErrorCode code) => code switch
    {
        ErrorCode.MalformedRequest => (400, "The request is malformed."),
        ErrorCode.TenantInvalid => (400, "A tenant's name is a-z or 0-9, then up to 99 of a-z, 0-9, dot, underscore and hyphen."),
        ErrorCode.AccountInvalid => (400, "This is not a NetSuite account ID."),
        ErrorCode.IntegrationUnknown => (400, "No integration of this name is configured."),
        ErrorCode.ReturnUrlNotAllowed => (400, "The return URL is not one of those configured."),
        ErrorCode.Unauthenticated => (401, "Who asks is not known."),
        ErrorCode.Forbidden => (403, "The caller lacks the permission for this."),
        ErrorCode.UnknownRoute => (404, "There is nothing at this address."),
        ErrorCode.UnknownTenant => (404, "There is no such tenant."),
        ErrorCode.MethodNotAllowed => (405, "This address does not answer this method."),
        ErrorCode.Conflict => (409, "Something stands in the way."),
        ErrorCode.NotConnected => (409, "The tenant is not connected."),
        ErrorCode.PayloadTooLarge => (413, "The body is too large."),
        ErrorCode.UnsupportedMediaType => (415, "The body is of a type that is not read here."),
        ErrorCode.NotProven => (422, "NetSuite issued no token for this key."),
        ErrorCode.KeyMismatch => (422, "The private key does not belong to the certificate."),
        ErrorCode.KeyWeak => (422, "NetSuite accepts RSA keys of 3072 or 4096 bits and the curves P-256, P-384 and P-521."),
        ErrorCode.RateLimited => (429, "Too many requests."),
        ErrorCode.Unexpected => (500, "Something went wrong here. The trace ID finds it in the log."),
        ErrorCode.TemporarilyUnavailable => (503, "This cannot be answered now. Ask again."),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "An error code without a status."),
    };

    /// <summary>The code as it is written on the wire.</summary>
    public static string Name(ErrorCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    /// <summary>The refusal behind a status that the framework set by itself.</summary>
    public static Refusal FromStatus(int status) => new(status switch
    {
        401 => ErrorCode.Unauthenticated,
        403 => ErrorCode.Forbidden,
        404 => ErrorCode.UnknownRoute,
        405 => ErrorCode.MethodNotAllowed,
        413 => ErrorCode.PayloadTooLarge,
        415 => ErrorCode.UnsupportedMediaType,
        429 => ErrorCode.RateLimited,
        503 => ErrorCode.TemporarilyUnavailable,
        >= 500 => ErrorCode.Unexpected,
        _ => ErrorCode.MalformedRequest,
    });

    /// <summary>Whole seconds, never fewer than one: a caller told to wait 0 s comes back at once.</summary>
    public static int RetryAfterSeconds(TimeSpan wait) => (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds));
}
