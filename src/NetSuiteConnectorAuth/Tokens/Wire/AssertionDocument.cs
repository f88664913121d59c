namespace NetSuiteConnectorAuth.Tokens;

/// <summary>What a job posts to NetSuite, with <c>grant_type=client_credentials</c>, to get a token itself (RFC 7523 §2.2).</summary>
/// <param name="TokenEndpoint">The only URL at which NetSuite takes the assertion.</param>
/// <param name="ClientId">The integration record's. NetSuite wants it in the assertion alone, where it is already.</param>
/// <param name="ExpiresIn">How long the assertion may still be used, in whole seconds; once.</param>
public sealed record AssertionDocument(string ClientAssertion, string ClientAssertionType, string TokenEndpoint, string ClientId, int ExpiresIn)
{
    public static AssertionDocument Of(TokenAnswer.Asserted asserted) => new(
        asserted.Assertion.Reveal(),
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        asserted.TokenEndpoint.AbsoluteUri,
        asserted.ClientId,
        (int)asserted.ExpiresIn.TotalSeconds);

    // The assertion is in it, and a record would print it.
    public override string ToString() => nameof(AssertionDocument);
}
