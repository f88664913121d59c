namespace NetSuiteSimulator.Grants;

/// <summary>An authorization code: good once (RFC 6749 §4.1.2), and briefly.</summary>
internal sealed class AuthorizationCode(Grant grant, string redirectUri, string? challenge, DateTimeOffset expiresAt)
{
    private int _redeemed;

    public Grant Grant { get; } = grant;

    public string RedirectUri { get; } = redirectUri;

    /// <summary>PKCE S256 (RFC 7636 §4.2); null when a confidential client sent none.</summary>
    public string? Challenge { get; } = challenge;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>True for the first caller only.</summary>
    public bool TryRedeem() => Interlocked.Exchange(ref _redeemed, 1) == 0;
}
