using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Grants;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>A refresh token for a new access token (section_158082518856).</summary>
internal static class RefreshTokenGrant
{
    public static Verdict<Dictionary<string, object>> Redeem(HttpContext context, IFormCollection form)
    {
        var exchange = context.Exchange();
        if (ClientAuthentication.Authenticate(context, form).Refused(out var cause, out var record))
        {
            return cause;
        }

        if (!record.AuthorizationCodeGrant)
        {
            return RefusalCause.GrantNotTicked;
        }

        if (string.IsNullOrEmpty(form["refresh_token"]))
        {
            return RefusalCause.MalformedRequest;
        }

        if (exchange.NetSuite.Grants.FindRefreshToken(form["refresh_token"].ToString()) is not { } token || token.Grant.Account != exchange.Account)
        {
            return RefusalCause.RefreshTokenUnknown;
        }

        (exchange.Role, exchange.Entity) = (token.Grant.Role, token.Grant.Entity);
        if (Objection(exchange, record, token) is { } objection)
        {
            return objection;
        }

        var now = exchange.Now;
        var life = TokenAnswer.AccessLife(exchange);
        var mint = exchange.NetSuite.Mint;
        var next = record.IsPublic ? Rotate(exchange, record, token.Grant, now) : null;
        return TokenAnswer.Make(exchange, mint.Access(token.Grant, now, now + life), life, "bearer", next);
    }

    private static RefusalCause? Objection(Exchange exchange, IntegrationRecord record, RefreshToken token)
    {
        var grant = token.Grant;
        if (grant.ClientId != record.ClientId)
        {
            return RefusalCause.CodeOfAnotherClient;
        }

        if (grant.Revoked)
        {
            return RefusalCause.RefreshTokenRevoked;
        }

        if (exchange.Now >= token.ExpiresAt)
        {
            return RefusalCause.RefreshTokenExpired;
        }

        switch (exchange.Account.FindInstallation(grant.ClientId)?.State)
        {
            case IntegrationState.Blocked:
                return RefusalCause.IntegrationBlocked;
            case IntegrationState.WaitingForApproval:
                return RefusalCause.IntegrationWaitingForApproval;
            case null:
                return RefusalCause.IntegrationNotInstalled;
        }

        if (!exchange.Account.MayAct(grant.Entity, grant.Role))
        {
            return RefusalCause.EntityOrRoleInactive;
        }

        // Last, so that a refusal for another reason does not use the token up.
        if (record.IsPublic && !token.TrySpend())
        {
            if (exchange.Options.RefreshReuseRevokesChain)
            {
                grant.Revoke();
            }

            return RefusalCause.RefreshTokenRevoked;
        }

        return null;
    }

    /// <summary>The chain as a whole ends at the record's rotation limit, however often it is used.</summary>
    private static string Rotate(Exchange exchange, IntegrationRecord record, Grant grant, DateTimeOffset now)
    {
        var limit = grant.At + record.RotationLimit;
        var until = now + record.RefreshTokenLifetime < limit ? now + record.RefreshTokenLifetime : limit;
        var token = exchange.NetSuite.Mint.Refresh(grant, now, until);
        exchange.NetSuite.Grants.Keep(token, new RefreshToken(grant, until));
        return token;
    }
}
