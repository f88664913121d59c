namespace NetSuiteConnectorAuth;

/// <summary>
/// Why a request was refused. Callers branch on these, so a name never changes once released; on the wire it is written in snake case
/// (<c>malformed_request</c>).
/// </summary>
public enum ErrorCode
{
    MalformedRequest,
    TenantInvalid,
    AccountInvalid,
    IntegrationUnknown,
    ReturnUrlNotAllowed,
    Unauthenticated,

    /// <summary>The caller lacks the permission. A tenant that is not the caller's is <see cref="UnknownTenant"/>.</summary>
    Forbidden,
    UnknownRoute,

    /// <summary>Also for a tenant that exists and is not the caller's: the two cannot be told apart.</summary>
    UnknownTenant,
    MethodNotAllowed,
    Conflict,
    NotConnected,
    PayloadTooLarge,
    UnsupportedMediaType,
    NotProven,
    KeyMismatch,
    KeyWeak,
    RateLimited,
    Unexpected,
    TemporarilyUnavailable,
}
