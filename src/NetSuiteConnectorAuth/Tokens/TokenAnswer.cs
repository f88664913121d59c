using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A token, an assertion to get one with, or a refusal by its reason.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer()
    {
    }

    public sealed record Issued(AccessToken Token, TenantSnapshot Tenant, ScopeSet Scopes) : TokenAnswer
    {
        /// <summary>What the answer looks like on the wire; kept, for the same one is given a thousand times.</summary>
        public TokenBody Body => field ??= TokenBody.Of(TokenDocument.Of(this));
    }

    /// <param name="ExpiresIn">What is left of the assertion's life.</param>
    public sealed record Asserted(Secret Assertion, Uri TokenEndpoint, string ClientId, TimeSpan ExpiresIn) : TokenAnswer;

    /// <param name="Tenant">Named once the caller was found to be allowed to know it.</param>
    public sealed record Refused(TokenRefusal Refusal, TimeSpan? RetryAfter = null, string? Tenant = null) : TokenAnswer;
}
