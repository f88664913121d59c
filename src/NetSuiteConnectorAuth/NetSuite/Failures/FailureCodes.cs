namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>Every code a <see cref="NetSuiteFailure"/> can have.</summary>
public static class FailureCodes
{
    // Refusals in OAuth's own words (RFC 6749 §5.2, RFC 6750 §3.1).
    public const string InvalidRequest = "invalid_request";
    public const string InvalidClient = "invalid_client";
    public const string InvalidGrant = "invalid_grant";
    public const string UnauthorizedClient = "unauthorized_client";
    public const string UnsupportedGrantType = "unsupported_grant_type";
    public const string InvalidScope = "invalid_scope";
    public const string AccessDenied = "access_denied";
    public const string InsufficientScope = "insufficient_scope";

    // Refusals in NetSuite's words, or without any.
    public const string PermissionMissing = "permission_missing";
    public const string LoginRefused = "login_refused";
    public const string ServerError = "server_error";
    public const string CertificateRefused = "certificate_refused";
    public const string NotFound = "not_found";
    public const string RequestRefused = "request_refused";

    // Not now.
    public const string Throttled = "throttled";
    public const string Unavailable = "unavailable";
    public const string InternalServerError = "netsuite_500";
    public const string OutboundQueueFull = "outbound_queue_full";
    public const string ClockSkew = "clock_skew";

    // The wire.
    public const string Timeout = "timeout";
    public const string DnsFailed = "dns_failed";
    public const string TlsFailed = "tls_failed";
    public const string ConnectionFailed = "connection_failed";
    public const string ConnectionLost = "connection_lost";

    // Answers that are not what NetSuite's interface gives.
    public const string HtmlAnswer = "html_answer";
    public const string RedirectRefused = "redirect_refused";
    public const string OversizedAnswer = "oversized_answer";
    public const string MalformedAnswer = "malformed_answer";

    // Refused by us before anything was sent.
    public const string PrivateKeyRefused = "private_key_refused";
    public const string CertificateMalformed = "certificate_malformed";
}
