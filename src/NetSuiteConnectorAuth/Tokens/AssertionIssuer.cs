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

        return CertificatePolicy.Signing(time.GetUtcNow(), await CertificatesAsync(tenant.Name, cancellationToken)) is { } signing
            ? await login.AssertAsync(signing, scopes, cancellationToken)
            : new TokenAnswer.Refused(TokenRefusal.ReconnectRequired);
    }

    private async Task<List<Certificate>> CertificatesAsync(TenantName tenant, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Certificates.AsNoTracking()
            .Where(c => c.Tenant == tenant && c.ActivatedAt != null && c.RevokedAt == null)
            .ToListAsync(cancellationToken);
    }
}
