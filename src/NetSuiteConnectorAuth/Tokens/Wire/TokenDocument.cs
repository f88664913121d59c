namespace NetSuiteConnectorAuth.Tokens;

/// <summary>RFC 6749 §5.1, and whom the token is for.</summary>
/// <param name="ExpiresIn">What is left, in whole seconds.</param>
public sealed record TokenDocument(
    string AccessToken, string TokenType, int ExpiresIn, string Scope, string Tenant, string AccountId, string RestUrl, string RestletUrl)
{
    /// <summary>All but <see cref="ExpiresIn"/>, which differs from one moment to the next.</summary>
    public static TokenDocument Of(TokenAnswer.Issued issued)
    {
        var tenant = issued.Tenant;
        return new(
            issued.Token.Value.Reveal(),
            "Bearer",
            0,
            issued.Scopes.Value,
            tenant.Name.Value,
            tenant.Account!.Value,
            tenant.RestUrl!,
            tenant.RestletUrl!);
    }

    // The token is in it, and a record would print it.
    public override string ToString() => nameof(TokenDocument);
}
