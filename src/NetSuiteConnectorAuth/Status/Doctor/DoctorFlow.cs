using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>
/// Looks at everything a connection lives by, with a token minted for nothing else. It only observes: what it meets changes neither the
/// tenant nor its tokens. Whoever asks while it looks waits for that answer, and whoever asks just after gets the last one.
/// </summary>
public sealed partial class DoctorFlow(
    TenantQueries tenants,
    TenantDirectory directory,
    CertificateQueries certificates,
    CertificateLogin login,
    TokenIssuer tokens,
    NetSuiteClient client,
    NetSuiteClock clock,
    NetSuiteOptions netSuite,
    CertificateOptions options,
    TimeProvider time,
    ILogger<DoctorFlow> logger)
{
    /// <summary>How long NetSuite is left in peace about a tenant.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly SharedAnswers<TenantName, CheckDocument?> _answers = new(Pause, time);

    /// <summary>Null when there is no such tenant.</summary>
    public async Task<CheckDocument?> CheckAsync(TenantName name, CancellationToken cancellationToken) =>
        directory.TryGet(name.Value, out _) ? await _answers.GetAsync(name, () => LookAsync(name), cancellationToken) : null;

    /// <summary>Nobody's request; every call in it has its time-out.</summary>
    private async Task<(CheckDocument? Document, bool IsKept)> LookAsync(TenantName name)
    {
        if (await tenants.FindAsync(name, CancellationToken.None) is not { } tenant || !directory.TryGet(name.Value, out var snapshot))
        {
            return (null, false);
        }

        var seen = await ObserveAsync(tenant, snapshot);
        var findings = Findings.Of(seen);
        var document = new CheckDocument(name.Value, findings.All(finding => finding.Severity is not FindingSeverity.Error), time.GetUtcNow(), findings);
        Log.Checked(logger, name.Value, string.Join(' ', findings.Where(finding => finding.Severity > FindingSeverity.Ok).Select(finding => finding.Code).DefaultIfEmpty("nothing")));
        return (document, seen.Mint is not null);
    }

    private async Task<Observations> ObserveAsync(TenantDocument tenant, TenantSnapshot snapshot)
    {
        var ours = await certificates.OfAccountAsync(snapshot, CancellationToken.None);
        var signing = CertificatePolicy.Signing(time.GetUtcNow(), ours.Where(c => c.Tenant == snapshot.Name));
        var seen = new Observations
        {
            Now = time.GetUtcNow(),
            Status = tenant.Status,
            WasConnected = tenant.ConnectedAt is not null,
            HealthReason = tenant.HealthReason,
            Role = tenant.Role,
            IsRotating = tenant.Rotation.State is not "idle",
            IsRotationPaused = tenant.Rotation.Paused,
            RotationError = tenant.Rotation.LastError,
            ConfiguredClientId = netSuite.Integrations.GetValueOrDefault(tenant.Integration)?.ClientId,
        };
        if (signing is null || tenant.Status is not (TenantStatus.Connected or TenantStatus.ReconnectRequired))
        {
            // A certificate that is there while its tenant is taken down or connected anew is kept to be revoked: it gives no tokens.
            return seen;
        }

        var (mint, token) = await LogInAsync(signing, snapshot);
        var list = token is null ? null : await ListAsync(signing, ours, token);
        return seen with
        {
            Signing = new(signing.ClientId, signing.ValidUntil, signing.NotAfter, CertificatePolicy.RenewsAt(signing, options.RenewAt)),
            Mint = mint,
            ClockOffset = clock.Offset(signing.Account),

            // That an old token reads nothing either says no more than that no new one was to be had.
            List = mint.Failure is not null && list?.Failure is not null ? null : list,
        };
    }

    /// <summary>
    /// A real token. When NetSuite refuses it, one from before may still live: only its list tells a certificate that was revoked from a
    /// user who was made inactive.
    /// </summary>
    private async Task<(Observations.Login Mint, Secret? Token)> LogInAsync(Certificate signing, TenantSnapshot tenant)
    {
        var minted = await login.MintAsync(signing, tenant.Scopes, CancellationToken.None);
        if (minted.Succeeded(out var token, out var failure))
        {
            return (new(null, token.GrantedScopes is { } granted ? [.. tenant.Scopes.Scopes.Except(granted, StringComparer.Ordinal)] : null), token.AccessToken);
        }

        var held = failure.Kind is FailureKind.Permanent or FailureKind.Ambiguous
            ? await tokens.FindHeldAsync(new TokenKey(tenant.Name, tenant.Generation, tenant.Scopes))
            : null;
        return (new(failure, null), held?.Value);
    }

    private async Task<Observations.Listing> ListAsync(Certificate signing, IReadOnlyList<Certificate> ours, Secret token)
    {
        var listed = await client.ListCertificatesAsync(signing.Account, signing.ClientId, token, CancellationToken.None);
        return listed.Succeeded(out var rows, out var failure)
            ? new(
                null,
                rows.FirstOrDefault(row => row.Id == signing.Id),
                CertificateInventory.SlotsOf(time.GetUtcNow(), ours.Select(c => c.Id).ToHashSet(StringComparer.Ordinal), rows, options.MaxActivePerIntegration))
            : new(failure, null, null);
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Information, "{Tenant}: checked, worth telling: {Findings}")]
        public static partial void Checked(ILogger logger, string tenant, string findings);
    }
}
