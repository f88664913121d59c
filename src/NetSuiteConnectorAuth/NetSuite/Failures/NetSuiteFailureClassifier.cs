namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>
/// The one place where an answer of NetSuite gets its meaning. NetSuite answers 500 <c>server_error</c> for permanent mistakes and
/// "Invalid login attempt" for bursts, and publishes no error table for the client credentials grant or the certificates API; so an
/// answer is permanent only where OAuth or NetSuite's documentation names it, and everything between us and NetSuite is transient.
/// </summary>
public static class NetSuiteFailureClassifier
{
    /// <summary>Null when the answer is a success.</summary>
    public static NetSuiteFailure? Classify(AnswerFacts facts)
    {
        var judged = facts.Fault is TransportFault.None ? JudgeAnswer(facts) : JudgeFault(facts.Fault);
        return judged is not var (kind, code) ? null : new NetSuiteFailure(kind, code)
        {
            StatusCode = facts.Status,
            RetryAfter = facts.RetryAfter,
            OutcomeUnknown = MayHaveBeenProcessed(facts, kind),
        };
    }

    /// <summary>A success whose body cannot be used. What it was to change may well have been changed.</summary>
    public static NetSuiteFailure Malformed(NetSuiteOperation operation, int status) => new(FailureKind.Transient, FailureCodes.MalformedAnswer)
    {
        StatusCode = status,
        OutcomeUnknown = Changes(operation),
    };

    private static (FailureKind Kind, string Code)? JudgeFault(TransportFault fault) => fault switch
    {
        TransportFault.Dns => (FailureKind.Transient, FailureCodes.DnsFailed),
        TransportFault.Connect => (FailureKind.Transient, FailureCodes.ConnectionFailed),
        TransportFault.Tls => (FailureKind.Transient, FailureCodes.TlsFailed),
        TransportFault.ConnectionLost => (FailureKind.Transient, FailureCodes.ConnectionLost),
        TransportFault.Timeout => (FailureKind.Transient, FailureCodes.Timeout),
        TransportFault.Oversized => (FailureKind.Transient, FailureCodes.OversizedAnswer),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };

    // The order matters: a limit, a page for humans and a doubtful login are recognised before the status gets to speak.
    private static (FailureKind Kind, string Code)? JudgeAnswer(AnswerFacts facts) => facts switch
    {
        { Status: 429 } or { Status: >= 400, ErrorCode: ErrorCodes.ConcurrencyLimit or ErrorCodes.RequestLimit } =>
            (FailureKind.Throttled, FailureCodes.Throttled),
        { IsHtml: true } => (FailureKind.Transient, FailureCodes.HtmlAnswer),
        { Status: >= 200 and < 300 } => null,
        { Status: >= 300 and < 400 } => (FailureKind.Transient, FailureCodes.RedirectRefused),
        { Status: 500, Error: "server_error" } => (FailureKind.Ambiguous, FailureCodes.ServerError),
        { SaysInvalidLogin: true } or { ErrorCode: ErrorCodes.InvalidLogin } => (FailureKind.Ambiguous, FailureCodes.LoginRefused),
        { Status: 500 } => (FailureKind.Transient, FailureCodes.InternalServerError),
        { Status: >= 500 } or { Error: "temporarily_unavailable" } => (FailureKind.Transient, FailureCodes.Unavailable),
        { Status: 408 } => (FailureKind.Transient, FailureCodes.Timeout),
        { ErrorCode: ErrorCodes.InsufficientPermission } => (FailureKind.Permanent, FailureCodes.PermissionMissing),
        { Error: "insufficient_scope" } or { ChallengeError: "insufficient_scope" } => (FailureKind.Permanent, FailureCodes.InsufficientScope),
        { Error: { } error } when IsNamedRefusal(error) => (FailureKind.Permanent, error),
        { ChallengeError: "invalid_token" } => (FailureKind.Ambiguous, FailureCodes.LoginRefused),
        { Status: 403 } => (FailureKind.Permanent, FailureCodes.PermissionMissing),
        { Status: 401 } => JudgeUnauthorized(facts),
        { Status: 404 or 410 } => (KindOfUnnamedRefusal(facts.Operation), FailureCodes.NotFound),
        { Operation: NetSuiteOperation.UploadCertificate } => (FailureKind.Permanent, FailureCodes.CertificateRefused),
        _ => (KindOfUnnamedRefusal(facts.Operation), FailureCodes.RequestRefused),
    };

    /// <summary>The errors Oracle lists for step two and the refresh token (help: "Response Errors in Step Two"), all of them final.</summary>
    private static bool IsNamedRefusal(string error) => error is
        FailureCodes.InvalidRequest or FailureCodes.InvalidClient or FailureCodes.InvalidGrant or FailureCodes.UnauthorizedClient
        or FailureCodes.UnsupportedGrantType or FailureCodes.InvalidScope or FailureCodes.AccessDenied;

    /// <summary>
    /// A Basic challenge is how the token endpoint refuses a client (RFC 6749 §5.2). Elsewhere 401 covers an expired token, a burst
    /// and a removed permission alike.
    /// </summary>
    private static (FailureKind Kind, string Code) JudgeUnauthorized(AnswerFacts facts) =>
        PresentsBearer(facts.Operation) || !string.Equals(facts.ChallengeScheme, "Basic", StringComparison.OrdinalIgnoreCase)
            ? (FailureKind.Ambiguous, FailureCodes.LoginRefused)
            : (FailureKind.Permanent, FailureCodes.InvalidClient);

    /// <summary>
    /// A 4xx in words nobody documented. What a connection lives by is not broken on such an answer; a one-time act is, for
    /// repeating it would change nothing.
    /// </summary>
    private static FailureKind KindOfUnnamedRefusal(NetSuiteOperation operation) =>
        operation is NetSuiteOperation.Mint or NetSuiteOperation.ListCertificates or NetSuiteOperation.Discover
            ? FailureKind.Ambiguous
            : FailureKind.Permanent;

    private static bool MayHaveBeenProcessed(AnswerFacts facts, FailureKind kind) =>
        Changes(facts.Operation) && facts.Sent && kind is not (FailureKind.Permanent or FailureKind.Throttled) && facts.Fault switch
        {
            TransportFault.None => facts.Status is >= 500 or (>= 200 and < 300),
            TransportFault.ConnectionLost or TransportFault.Timeout or TransportFault.Oversized => true,
            _ => false,
        };

    private static bool Changes(NetSuiteOperation operation) =>
        operation is not (NetSuiteOperation.Discover or NetSuiteOperation.ListCertificates);

    private static bool PresentsBearer(NetSuiteOperation operation) =>
        operation is NetSuiteOperation.ListCertificates or NetSuiteOperation.UploadCertificate or NetSuiteOperation.RevokeCertificate;

    /// <summary>NetSuite's own error codes that mean something here (help: "Error Handling in REST Web Services").</summary>
    internal static class ErrorCodes
    {
        public const string ConcurrencyLimit = "CONCURRENCY_LIMIT_EXCEEDED";
        public const string RequestLimit = "SSS_REQUEST_LIMIT_EXCEEDED";
        public const string InvalidLogin = "INVALID_LOGIN";
        public const string InsufficientPermission = "INSUFFICIENT_PERMISSION";

        public static readonly string[] All = [ConcurrencyLimit, RequestLimit, InvalidLogin, InsufficientPermission];
    }
}
