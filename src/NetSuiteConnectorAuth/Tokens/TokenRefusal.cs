namespace NetSuiteConnectorAuth.Tokens;

/// <summary>Every reason for which <c>POST /token</c> answers no; <see cref="TokenErrors"/> says how each looks on the wire.</summary>
public enum TokenRefusal
{
    MalformedRequest,
    TenantNotNamed,
    PayloadTooLarge,
    MethodNotAllowed,
    UnsupportedGrantType,
    InvalidClient,
    RateLimited,
    UnauthorizedClient,
    UnknownTenant,
    InvalidScope,
    NotConnected,
    ReconnectRequired,
    NetSuiteUnavailable,
    NetSuiteThrottled,
    NetSuiteAmbiguous,
    MinimumLifeUnavailable,
    StoreUnavailable,
    IssuerUnavailable,
    Unexpected,
}
