using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>
/// Revokes a refresh token and with it every access token of its grant (section_161071224088, RFC 7009). That an access token can be
/// revoked, Oracle does not say: an option.
/// </summary>
internal static class TokenRevocation
{
    public static async Task HandleAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        var form = await TokenEndpoints.FormAsync(context);
        if (form is null || !TokenEndpoints.IsWellFormed(form) || string.IsNullOrEmpty(form["token"]))
        {
            await context.RefuseAsync(RefusalCause.MalformedRequest);
            return;
        }

        if (ClientAuthentication.Authenticate(context, form).Refused(out var cause, out var record))
        {
            await context.RefuseAsync(cause);
            return;
        }

        // RFC 7009 §2.2: a token that is unknown, or another client's, is no error; Oracle does not say.
        if (exchange.NetSuite.Grants.FindRefreshToken(form["token"].ToString()) is { } token)
        {
            if (token.Grant.Account == exchange.Account && token.Grant.ClientId == record.ClientId)
            {
                (exchange.Role, exchange.Entity) = (token.Grant.Role, token.Grant.Entity);
                token.Grant.Revoke();
            }
        }
        else if (exchange.Options.RevokeEndsAccessTokens)
        {
            EndAccessToken(exchange, record, form["token"].ToString());
        }

        context.Response.StatusCode = exchange.Options.RevokeStatus;
        if (exchange.Options.RevokeBody.Length > 0)
        {
            context.Response.ContentType = exchange.Options.RevokeContentType;
            await context.Response.WriteAsync(exchange.Options.RevokeBody, context.RequestAborted);
        }
    }

    /// <summary>This one alone: the refresh token of the same grant goes on (RFC 7009 §2.1 leaves that open).</summary>
    private static void EndAccessToken(Exchange exchange, IntegrationRecord record, string text)
    {
        if (Jwt.Parse(text) is { } token && exchange.NetSuite.Mint.Key.Verify(token.SigningInput, token.Signature) &&
            TokenSubject.Of(token) is { } subject && subject.Company == exchange.Account.Id && subject.ClientId == record.ClientId &&
            token.Text("jti") is { } jti && token.Time("exp") is { } expiresAt)
        {
            (exchange.Role, exchange.Entity) = (subject.Role, subject.Entity);
            exchange.NetSuite.Grants.End(jti, expiresAt);
        }
    }
}
