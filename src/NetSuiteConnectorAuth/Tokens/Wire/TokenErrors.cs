namespace NetSuiteConnectorAuth.Tokens;

/// <summary>How a refusal looks on the wire (RFC 6749 §5.2).</summary>
public sealed record TokenError(int Status, string Error, string? ErrorCode, string Description)
{
    public string OutcomeLabel => ErrorCode ?? Error;
}

/// <summary>Every error there is, in one place.</summary>
public static class TokenErrors
{
    public static TokenError Of(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.MalformedRequest => new(400, "invalid_request", "malformed_request",
            "A parameter is missing, malformed or given twice, or the body is not application/x-www-form-urlencoded."),
        TokenRefusal.TenantNotNamed => new(400, "invalid_request", "malformed_request",
            "Name the tenant: what the request says does not single out one of this client's tenants."),
        TokenRefusal.PayloadTooLarge => new(413, "invalid_request", "payload_too_large", "The body is larger than 64 KiB."),
        TokenRefusal.MethodNotAllowed => new(405, "invalid_request", "method_not_allowed", "The method here is POST."),
        TokenRefusal.UnsupportedGrantType => new(400, "unsupported_grant_type", null, "The grant type here is client_credentials."),
        TokenRefusal.InvalidClient => new(401, "invalid_client", null, "Client authentication failed."),
        TokenRefusal.RateLimited => new(429, "slow_down", "rate_limited", "Too many requests of this client."),
        TokenRefusal.UnauthorizedClient => new(400, "unauthorized_client", null, "This client may not ask for this."),
        TokenRefusal.UnknownTenant => new(400, "invalid_target", "unknown_tenant", "No such tenant for this client."),
        TokenRefusal.InvalidScope => new(400, "invalid_scope", null, "A scope is not among those of the integration."),
        TokenRefusal.NotConnected => new(400, "invalid_grant", "not_connected", "The tenant is not connected to NetSuite."),
        TokenRefusal.ReconnectRequired => new(400, "invalid_grant", "reconnect_required",
            "NetSuite refuses the connection until a person connects it again."),
        TokenRefusal.NetSuiteUnavailable => new(503, "temporarily_unavailable", "netsuite_unavailable", "NetSuite does not answer now."),
        TokenRefusal.NetSuiteThrottled => new(503, "temporarily_unavailable", "netsuite_throttled", "NetSuite limits its requests now."),
        TokenRefusal.NetSuiteAmbiguous => new(503, "temporarily_unavailable", "netsuite_ambiguous",
            "NetSuite refused without saying whether it is for good; it will be asked again."),
        TokenRefusal.MinimumLifeUnavailable => new(503, "temporarily_unavailable", "min_ttl_unavailable",
            "NetSuite's tokens live shorter than min_ttl asks."),
        TokenRefusal.StoreUnavailable => new(503, "temporarily_unavailable", "store_unavailable", "The service cannot read its store now."),
        TokenRefusal.IssuerUnavailable => new(503, "temporarily_unavailable", "issuer_unavailable",
            "The keys of the issuer of the bearer token cannot be read now."),
        TokenRefusal.Unexpected => new(500, "server_error", null, "Something went wrong here. The log has the details."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };
}
