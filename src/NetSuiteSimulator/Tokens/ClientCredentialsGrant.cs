using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>A signed assertion for an access token (section_162730264820). It acts as the role and user behind its <c>kid</c>.</summary>
internal static class ClientCredentialsGrant
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static Verdict<Dictionary<string, object>> Redeem(HttpContext context, IFormCollection form)
    {
        var exchange = context.Exchange();
        if (exchange.Options.RefuseUndocumentedCredentials && Undocumented(context, form) is { } refused)
        {
            return refused;
        }

        if (form["client_assertion_type"] != AssertionType || Jwt.Parse(form["client_assertion"]) is not { } assertion)
        {
            return RefusalCause.AssertionMalformed;
        }

        exchange.AssertionHeader = assertion.Header;
        exchange.AssertionPayload = assertion.Payload;
        exchange.ClientId = assertion.Text("iss");
        exchange.CertificateId = assertion.HeaderText("kid");
        if (ClientAssertion.Accept(exchange, assertion).Refused(out var cause, out var accepted))
        {
            return cause;
        }

        var now = exchange.Now;
        var life = TokenAnswer.AccessLife(exchange);
        var expiresAt = now + life;
        if (exchange.Options.AccessTokenEndsWithAssertion && accepted.ExpiresAt < expiresAt)
        {
            expiresAt = accepted.ExpiresAt;
        }

        var token = exchange.NetSuite.Mint.Access(exchange.Account, accepted.Integration, accepted.Certificate, accepted.Scopes, now, expiresAt);
        return TokenAnswer.Make(exchange, token, life, "Bearer");
    }

    /// <summary>The assertion says who asks and for what; Oracle describes nothing beside it (section_162755359851).</summary>
    private static RefusalCause? Undocumented(HttpContext context, IFormCollection form) =>
        context.Request.Headers.Authorization.Count > 0 || form.ContainsKey("client_secret") ? RefusalCause.SeveralClientAuthentications
        : form.ContainsKey("client_id") || form.ContainsKey("scope") ? RefusalCause.MalformedRequest
        : null;
}
