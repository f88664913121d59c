namespace NetSuiteConnectorAuth.Tokens;

/// <summary>RFC 6749 §5.1, and whom the token is for.</summary>
/// <param name="ExpiresIn">What is left, in whole seconds.</param>
public sealed record TokenDocument(
    string AccessToken, string TokenType, int ExpiresIn, string Scope, string Tenant, string AccountId, string RestUrl, string RestletUrl)
{
    public static TokenDocument Of(TokenAnswer.Issued issued, DateTimeOffset now)
    {
        var tenant = issued.Tenant;
        return new(
            issued.Token.Value.Reveal(),
            "Bearer",
            (int)issued.Token.LeftAt(now).TotalSeconds,
            issued.Scopes.Value,
            tenant.Name.Value,
            tenant.Account!.Value,
            tenant.RestUrl!,
            tenant.RestletUrl!);
    }
}
