using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A tenant's certificates as operators read them, beside NetSuite's list. The list is read with the token jobs use, so a token that
/// NetSuite refuses is observed here as it is there. Of a tenant that has no token, the store alone is told.
/// </summary>
public sealed class CertificateQueries(
    IDbContextFactory<ConnectorDbContext> contexts,
    TenantDirectory directory,
    TokenIssuer tokens,
    NetSuiteClient client,
    CertificateOptions options,
    TimeProvider time)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Long enough to read a list; any token that a job would take will do.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(30);

    /// <summary>Null when there is no such tenant.</summary>
    public async Task<CertificatesAnswer?> ReadAsync(TenantName name, CancellationToken cancellationToken)
    {
        if (!directory.TryGet(name.Value, out var tenant))
        {
            return null;
        }

        var ours = await OfAccountAsync(tenant, cancellationToken);
        if (tenant.Status is not TenantStatus.Connected
            || CertificatePolicy.Signing(time.GetUtcNow(), ours.Where(c => c.Tenant == name)) is not { } signing)
        {
            return new CertificatesAnswer.Told(CertificateInventory.Of(time.GetUtcNow(), name, ours, options.MaxActivePerIntegration));
        }

        var (listed, refusal) = await ListAsync(tenant, signing, cancellationToken);
        return (listed, refusal) switch
        {
            (not null, _) => new CertificatesAnswer.Told(
                CertificateInventory.Compare(time.GetUtcNow(), name, signing.ClientId, ours, listed, options.MaxActivePerIntegration)),
            (_, not null) => new CertificatesAnswer.Refused(refusal),

            // NetSuite has just refused the connection for good: there is no token any more.
            _ => new CertificatesAnswer.Told(CertificateInventory.Of(time.GetUtcNow(), name, ours, options.MaxActivePerIntegration)),
        };
    }

    /// <summary>Every certificate made here that stands or stood in the tenant's account, for whichever tenant.</summary>
    public async Task<IReadOnlyList<Certificate>> OfAccountAsync(TenantSnapshot tenant, CancellationToken cancellationToken)
    {
        var names = (tenant.Account is { } account ? directory.OfAccount(account).Select(other => other.Name) : []).Append(tenant.Name).Distinct().ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Certificates.AsNoTracking().Where(c => names.Contains(c.Tenant)).ToListAsync(cancellationToken);
    }

    /// <summary>The list, or a refusal, or neither when the tenant turns out not to be connected.</summary>
    private async Task<(IReadOnlyList<ListedCertificate>? Listed, Refusal? Refusal)> ListAsync(
        TenantSnapshot tenant, Certificate signing, CancellationToken cancellationToken)
    {
        Secret? rejected = null;
        while (true)
        {
            var answer = await tokens.GetAsync(new TokenDemand(tenant, tenant.Scopes, ShortestLife, rejected), cancellationToken);
            if (answer is not TokenAnswer.Issued { Token.Value: var token })
            {
                return (null, RefusalOf((TokenAnswer.Refused)answer));
            }

            var listed = await client.ListCertificatesAsync(signing.Account, signing.ClientId, token, cancellationToken);
            if (listed.Succeeded(out var list, out var failure))
            {
                return (list, null);
            }

            // The token may have ended before its time: a fresh one is refused for a reason.
            if (failure.Code is not FailureCodes.LoginRefused || rejected is not null)
            {
                return (null, RefusalOf(failure));
            }

            rejected = token;
        }
    }

    private static Refusal? RefusalOf(TokenAnswer.Refused refused) => refused.Refusal is TokenRefusal.ReconnectRequired or TokenRefusal.NotConnected
        ? null
        : new Refusal(ErrorCode.TemporarilyUnavailable, "There is no token to read NetSuite's list with now.", refused.RetryAfter ?? DefaultRetryAfter);

    private static Refusal RefusalOf(NetSuiteFailure failure) => failure.Kind is FailureKind.Permanent
        ? new Refusal(ErrorCode.Conflict, $"NetSuite refuses its list of certificates: {failure.Code}. The check of this tenant says what to do.")
        : new Refusal(
            ErrorCode.TemporarilyUnavailable, $"NetSuite's list of certificates cannot be read now: {failure.Code}.", failure.RetryAfter ?? DefaultRetryAfter);
}
