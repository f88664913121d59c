using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Grants;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Tokens;

/// <summary>A code for the first tokens of a grant (section_158081952044; RFC 6749 §4.1.3, RFC 7636 §4.6).</summary>
internal static class AuthorizationCodeGrant
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

        if (string.IsNullOrEmpty(form["code"]) || string.IsNullOrEmpty(form["redirect_uri"]))
        {
            return RefusalCause.MalformedRequest;
        }

        if (exchange.NetSuite.Grants.FindCode(form["code"].ToString()) is not { } code || code.Grant.Account != exchange.Account)
        {
            return RefusalCause.CodeUnknown;
        }

        if (code.Grant.ClientId != record.ClientId)
        {
            return RefusalCause.CodeOfAnotherClient;
        }

        (exchange.Role, exchange.Entity) = (code.Grant.Role, code.Grant.Entity);
        if (!code.TryRedeem() && !exchange.Options.CodesMayBeReused)
        {
            // RFC 6749 §4.1.2: whoever holds the tokens of this code may not be the one who was meant to.
            code.Grant.Revoke();
            return RefusalCause.CodeUsed;
        }

        if (Objection(exchange, form, code) is { } objection)
        {
            return objection;
        }

        // The first grant of a token installs the record (section_4429293934); a state that forbids its use shows at the first call.
        exchange.Account.Install(record.ClientId).Remember(code.Grant.Entity, code.Grant.Role, code.Grant.Scopes);
        return FirstTokens(exchange, code.Grant, record);
    }

    private static RefusalCause? Objection(Exchange exchange, IFormCollection form, AuthorizationCode code)
    {
        if (exchange.Now >= code.ExpiresAt)
        {
            return RefusalCause.CodeExpired;
        }

        if (code.Grant.Revoked)
        {
            return RefusalCause.CodeUnknown;
        }

        if (form["redirect_uri"] != code.RedirectUri)
        {
            return RefusalCause.RedirectUriDiffers;
        }

        if (!Proves(form["code_verifier"], code.Challenge))
        {
            return RefusalCause.VerifierMismatch;
        }

        if (exchange.Account.FindInstallation(code.Grant.ClientId)?.State == IntegrationState.Blocked)
        {
            return RefusalCause.IntegrationBlocked;
        }

        return exchange.Account.MayAct(code.Grant.Entity, code.Grant.Role) ? null : RefusalCause.EntityOrRoleInactive;
    }

    /// <summary>A verifier where there was no challenge is a downgrade and refused too (RFC 9700 §4.8.2).</summary>
    private static bool Proves(string? verifier, string? challenge) => challenge is null
        ? string.IsNullOrEmpty(verifier)
        : IsVerifier(verifier) && Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier))) == challenge;

    /// <summary>RFC 7636 §4.1: 43 to 128 unreserved characters.</summary>
    private static bool IsVerifier([NotNullWhen(true)] string? verifier) =>
        verifier is { Length: >= 43 and <= 128 } && verifier.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~');

    private static Dictionary<string, object> FirstTokens(Exchange exchange, Grant grant, IntegrationRecord record)
    {
        var now = exchange.Now;
        var life = TokenAnswer.AccessLife(exchange);
        var mint = exchange.NetSuite.Mint;
        var refreshUntil = now + (record.IsPublic ? record.RefreshTokenLifetime : exchange.Options.ConfidentialRefreshTokenLifetime);
        var refreshToken = mint.Refresh(grant, now, refreshUntil);
        exchange.NetSuite.Grants.Keep(refreshToken, new RefreshToken(grant, refreshUntil));
        return TokenAnswer.Make(exchange, mint.Access(grant, now, now + life), life, "bearer", refreshToken);
    }
}
