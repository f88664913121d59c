using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>Revokes a refresh token and with it every access token of its grant (section_161071224088, RFC 7009).</summary>
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
        if (exchange.NetSuite.Grants.FindRefreshToken(form["token"].ToString()) is { } token &&
            token.Grant.Account == exchange.Account && token.Grant.ClientId == record.ClientId)
        {
            (exchange.Role, exchange.Entity) = (token.Grant.Role, token.Grant.Entity);
            token.Grant.Revoke();
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
    }
}
