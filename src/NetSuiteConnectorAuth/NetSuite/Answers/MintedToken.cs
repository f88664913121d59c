namespace NetSuiteConnectorAuth.NetSuite.Answers;

/// <summary>An access token of the client credentials grant.</summary>
/// <param name="Lifetime">The smaller of <c>expires_in</c> and what the token's own <c>exp</c> leaves.</param>
/// <param name="ExpiresAt">By our clock, counted from before the request was sent, so never too late.</param>
public sealed record MintedToken(Secret AccessToken, TimeSpan Lifetime, DateTimeOffset ExpiresAt)
{
    /// <summary>What the token itself says it is good for; null when it does not say so readably. To be compared, not shown.</summary>
    public IReadOnlyList<string>? GrantedScopes { get; init; }
}
