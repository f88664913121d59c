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
/// NetSuite refuses is observed here as it is there. Of a tenant that has no token, the store alone is told. Whoever asks while the list is
/// read waits for that answer, and whoever asks just after gets the last one.
/// </summary>
public sealed class CertificateQueries(
    IDbContextFactory<ConnectorDbContext> contexts,
    TenantDirectory directory,
    TokenIssuer tokens,
    NetSuiteClient client,
    CertificateOptions options,
    TimeProvider time)
{
    /// <summary>How long NetSuite is left in peace about a tenant.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Long enough to read a list; any token that a job would take will do.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(30);

    private readonly SharedAnswers<(TenantName Name, TenantStatus Status, int Generation), CertificatesAnswer> _answers = new(Pause, time);

    /// <summary>Null when there is no such tenant.</summary>
    public async Task<CertificatesAnswer?> ReadAsync(TenantName name, CancellationToken cancellationToken) =>
        directory.TryGet(name.Value, out var tenant)
            ? await _answers.GetAsync((name, tenant.Status, tenant.Generation), () => LookAsync(tenant), cancellationToken)
            : null;

    /// <summary>Nobody's request; every call in it has its time-out.</summary>
    private async Task<(CertificatesAnswer Answer, bool IsKept)> LookAsync(TenantSnapshot tenant)
    {
        var ours = await OfAccountAsync(tenant, CancellationToken.None);
        if (tenant.Status is not TenantStatus.Connected
            || CertificatePolicy.Signing(time.GetUtcNow(), ours.Where(c => c.Tenant == tenant.Name)) is not { } signing)
        {
            return (await WithoutListAsync(tenant, ours), false);
        }

        var (listed, refusal) = await ListAsync(tenant, signing);
        CertificatesAnswer answer = (listed, refusal) switch
        {
            (not null, _) => new CertificatesAnswer.Told(
                CertificateInventory.Compare(time.GetUtcNow(), tenant.Name, signing.ClientId, ours, listed, options.MaxActivePerIntegration)),
            (_, not null) => new CertificatesAnswer.Refused(refusal),

            // NetSuite has just refused the connection for good: there is no token any more.
            _ => await WithoutListAsync(tenant, ours),
        };
        return (answer, true);
    }

    private async Task<CertificatesAnswer> WithoutListAsync(TenantSnapshot tenant, IReadOnlyList<Certificate> ours)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var reason = await db.Tenants.Where(t => t.Name == tenant.Name).Select(t => t.HealthReason).SingleOrDefaultAsync();
        return new CertificatesAnswer.Told(CertificateInventory.Of(
            time.GetUtcNow(), tenant.Name, ours, options.MaxActivePerIntegration, ConnectionPolicy.SightOf(reason)));
    }

    /// <summary>Every certificate made here that stands or stood in the tenant's account, for whichever tenant.</summary>
    public async Task<IReadOnlyList<Certificate>> OfAccountAsync(TenantSnapshot tenant, CancellationToken cancellationToken)
    {
        var names = (tenant.Account is { } account ? directory.OfAccount(account).Select(other => other.Name) : []).Append(tenant.Name).Distinct().ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Certificates.AsNoTracking().Where(c => names.Contains(c.Tenant)).ToListAsync(cancellationToken);
    }

    /// <summary>The list, or a refusal, or neither when the tenant turns out not to be connected.</summary>
    private async Task<(IReadOnlyList<ListedCertificate>? Listed, Refusal? Refusal)> ListAsync(TenantSnapshot tenant, Certificate signing)
    {
        Secret? rejected = null;
        while (true)
        {
            var answer = await tokens.GetAsync(new TokenDemand(tenant, tenant.Scopes, ShortestLife, rejected), CancellationToken.None);
            if (answer is not TokenAnswer.Issued { Token.Value: var token })
            {
                return (null, RefusalOf((TokenAnswer.Refused)answer));
            }

            var listed = await client.ListCertificatesAsync(signing.Account, signing.ClientId, token, CancellationToken.None);
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
