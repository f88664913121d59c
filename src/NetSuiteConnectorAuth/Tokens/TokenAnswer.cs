using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A token, or a refusal in the words of contract §3.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer()
    {
    }

    public sealed record Issued(AccessToken Token, TenantSnapshot Tenant, ScopeSet Scopes) : TokenAnswer;

    /// <param name="Tenant">Named once the caller was found to be allowed to know it.</param>
    public sealed record Refused(TokenRefusal Refusal, TimeSpan? RetryAfter = null, string? Tenant = null) : TokenAnswer;
}
