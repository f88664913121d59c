using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Resources;

/// <summary>Whether an access token opens the door (subsect_158521885412, subsect_158324637123).</summary>
internal static class BearerCheck
{
    public static Verdict<BearerAccess> Check(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var exchange = context.Exchange();
        if (context.Request.Headers.Authorization is not { Count: 1 } header || !header.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return RefusalCause.AccessTokenMissing;
        }

        if (Jwt.Parse(header.ToString()[Scheme.Length..].Trim()) is not { } token ||
            !exchange.NetSuite.Mint.Key.Verify(token.SigningInput, token.Signature) ||
            token.Text("jti") is not { } jti || token.Time("exp") is not { } expiresAt || token.Texts("scope") is not { } scopes)
        {
            return RefusalCause.AccessTokenMalformed;
        }

        if (exchange.Now >= expiresAt)
        {
            return RefusalCause.AccessTokenExpired;
        }

        if (TokenSubject.Of(token) is not { } subject)
        {
            return RefusalCause.AccessTokenMalformed;
        }

        (exchange.Role, exchange.Entity, exchange.ClientId) = (subject.Role, subject.Entity, subject.ClientId);
        if (subject.Company != exchange.Account.Id)
        {
            return RefusalCause.AccessTokenOfAnotherAccount;
        }

        if (TokenMint.CertificateOf(jti) is { } certificateId)
        {
            exchange.CertificateId = certificateId;
        }

        if (IsRevoked(exchange, jti, subject))
        {
            return RefusalCause.AccessTokenRevoked;
        }

        return Standing(exchange, subject, scopes);
    }

    private static bool IsRevoked(Exchange exchange, string jti, TokenSubject subject)
    {
        if (exchange.NetSuite.Grants.HasEnded(jti))
        {
            return true;
        }

        if (TokenMint.CertificateOf(jti) is not { } certificateId)
        {
            return exchange.NetSuite.Grants.FindGrant(jti.Split('.')[0]) is not { Revoked: false };
        }

        // A mapping that is gone altogether went with a sandbox refresh.
        var certificate = exchange.Account.Certificates.Find(certificateId);
        return certificate is null ||
            (exchange.Options.RevokingCertificateStopsIssuedTokens && certificate.RevokedAt is not null) ||
            (exchange.Options.RevokingAuthorizationsStopsMintedTokens && exchange.NetSuite.FindIntegration(subject.ClientId) is { } integration &&
                TokenMint.IsOfAnEarlierEra(jti, exchange.Account, integration));
    }

    /// <summary>What may have changed since the token was issued.</summary>
    private static Verdict<BearerAccess> Standing(Exchange exchange, TokenSubject subject, IReadOnlyList<string> scopes)
    {
        var account = exchange.Account;
        if (!account.OAuth2Feature)
        {
            return RefusalCause.FeatureDisabled;
        }

        if (exchange.NetSuite.FindIntegration(subject.ClientId) is not { } integration || account.FindInstallation(integration.ClientId) is not { } installation)
        {
            return RefusalCause.IntegrationNotInstalled;
        }

        if (installation.State == IntegrationState.WaitingForApproval)
        {
            return RefusalCause.IntegrationWaitingForApproval;
        }

        if (installation.State == IntegrationState.Blocked && exchange.Options.BlockingStopsIssuedTokens)
        {
            return RefusalCause.IntegrationBlocked;
        }

        if (!account.MayAct(subject.Entity, subject.Role))
        {
            return RefusalCause.EntityOrRoleInactive;
        }

        var role = account.FindRole(subject.Role)!;
        return role.Has(PermissionId.LogInUsingOAuth2)
            ? new BearerAccess(integration, account.FindUser(subject.Entity)!, role, scopes)
            : RefusalCause.LoginPermissionMissing;
    }
}
