using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// The access token with which an issuance lists, uploads and revokes: the consent's for a person's consent, one of the certificate that
/// signs for a rotation. There is no other difference between the two.
/// </summary>
public sealed class IssuanceAuthority(
    TokenIssuer tokens, CertificateLogin login, TenantDirectory directory, SecretProtector protector, TimeProvider time)
{
    /// <summary>Long enough for a list, an upload and what may be retried of them.</summary>
    private static readonly TimeSpan MinimumLife = TimeSpan.FromMinutes(2);

    public async Task<IssuanceAccess> FindAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        if (issuance.Kind is IssuanceKind.Consent)
        {
            return issuance.Grant is null || issuance.GrantExpiresAt <= time.GetUtcNow()
                ? new IssuanceAccess.None(IssuanceFailure.ConsentExpired)
                : new IssuanceAccess.Granted(Unpack(issuance).AccessToken);
        }

        if (!directory.TryGet(issuance.Tenant.Value, out var tenant) || tenant.Status is not TenantStatus.Connected)
        {
            return new IssuanceAccess.None(IssuanceFailure.LoginRefused);
        }

        // A token in the cache may be the very reason why the attempt before this one failed.
        return issuance.Attempts == 0
            ? await FromCacheAsync(tenant, cancellationToken)
            : await FreshAsync(run, cancellationToken);
    }

    public ConsentTokens Unpack(Issuance issuance) =>
        ConsentTokens.Unpack(protector.Unprotect(issuance.Grant!, SecretPurpose.ConsentGrant, issuance.Id));

    private async Task<IssuanceAccess> FromCacheAsync(TenantSnapshot tenant, CancellationToken cancellationToken) =>
        await tokens.GetAsync(new TokenDemand(tenant, tenant.Scopes, MinimumLife, null), cancellationToken) switch
        {
            TokenAnswer.Issued issued => new IssuanceAccess.Granted(issued.Token.Value),
            TokenAnswer.Refused { Refusal: TokenRefusal.ReconnectRequired or TokenRefusal.NotConnected } =>
                new IssuanceAccess.None(IssuanceFailure.LoginRefused),
            TokenAnswer.Refused refused => new IssuanceAccess.NotNow(
                new NetSuiteFailure(FailureKind.Transient, FailureCodes.Unavailable) { RetryAfter = refused.RetryAfter }),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer to a demand for a token."),
        };

    private async Task<IssuanceAccess> FreshAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var certificates = await run.Db.Certificates.AsNoTracking().InUse()
            .Where(c => c.Tenant == run.Issuance.Tenant)
            .ToListAsync(cancellationToken);
        if (CertificatePolicy.Signing(time.GetUtcNow(), certificates) is not { } signing)
        {
            return new IssuanceAccess.None(IssuanceFailure.LoginRefused);
        }

        var minted = await login.MintAsync(signing, run.Issuance.Scopes, cancellationToken);
        return minted.Succeeded(out var token, out var failure)
            ? new IssuanceAccess.Granted(token.AccessToken)
            : new IssuanceAccess.NotNow(failure);
    }
}

/// <summary>What an issuance may act with.</summary>
public abstract record IssuanceAccess
{
    private IssuanceAccess()
    {
    }

    public sealed record Granted(Secret Token) : IssuanceAccess;

    /// <summary>Not at the moment: the step is tried again.</summary>
    public sealed record NotNow(NetSuiteFailure Failure) : IssuanceAccess;

    /// <summary>And there will be none: the issuance ends.</summary>
    public sealed record None(IssuanceFailure Cause) : IssuanceAccess;
}
