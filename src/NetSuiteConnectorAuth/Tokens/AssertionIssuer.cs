using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Signs for jobs that get their token from NetSuite themselves. Nothing is kept: each assertion is good for one request (its <c>jti</c>).
/// Where <see cref="TokenIssuer"/> would leave NetSuite alone, no assertion is given either: it would only be used to ask.
/// </summary>
public sealed class AssertionIssuer(
    CertificateLogin login,
    MintPauses pauses,
    ThrottledAccounts throttled,
    IDbContextFactory<ConnectorDbContext> contexts,
    TimeProvider time)
{
    private static readonly TimeSpan UntilTheClockIsRight = TimeSpan.FromSeconds(5);

    public async Task<TokenAnswer> SignAsync(TenantSnapshot tenant, ScopeSet scopes, CancellationToken cancellationToken)
    {
        if (TokenIssuer.Refuse(tenant) is { } refusal)
        {
            return refusal;
        }

        if (pauses.Of(new TokenKey(tenant.Name, tenant.Generation, scopes)) is { } pause)
        {
            return pause;
        }

        if (throttled.RestOf(tenant.Account!) is { } rest)
        {
            return new TokenAnswer.Refused(TokenRefusal.NetSuiteThrottled, rest);
        }

        var now = time.GetUtcNow();
        var certificates = await contexts.ActivatedCertificatesAsync(tenant.Name, cancellationToken);
        if (CertificatePolicy.Signing(now, certificates) is { } signing)
        {
            return await login.AssertAsync(signing, scopes, cancellationToken);
        }

        return CertificatePolicy.WillSign(now, certificates)
            ? new TokenAnswer.Refused(TokenRefusal.NetSuiteUnavailable, UntilTheClockIsRight)
            : new TokenAnswer.Refused(TokenRefusal.ReconnectRequired);
    }
}
