using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// One look after one tenant. Connected: NetSuite's list is compared with ours, and what is of no more use is revoked. Broken: is it mended?
/// What was given up is revoked. Never connected: the same. Disconnected: everything of ours is revoked. Before anything leaves, the next
/// look is written down, so a process killed here is followed by another one, and none of it does harm twice.
/// </summary>
public sealed partial class TenantReview(
    IDbContextFactory<ConnectorDbContext> contexts,
    TokenIssuer tokens,
    CertificateLogin login,
    CertificateSweep sweep,
    TakeDown takeDown,
    RotationPlan plan,
    NetSuiteClient client,
    CertificateOptions options,
    SchedulerOptions scheduler,
    TimeProvider time,
    ILogger<TenantReview> logger)
{
    internal const string Actor = "review";

    /// <summary>Of the probes of a broken connection each so many-th also tries to revoke what was given up, for that is three more calls.</summary>
    private const int ProbesASweep = 6;

    private static readonly TimeSpan MinimumLife = TimeSpan.FromMinutes(2);

    public DateTimeOffset ClaimedUntil => time.GetUtcNow() + scheduler.Lease;

    /// <summary>Those whose time has come, the longest due first.</summary>
    public async Task<IReadOnlyList<TenantName>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Upkeeps.Where(u => u.ReviewAt <= now).OrderBy(u => u.ReviewAt).Select(u => u.Tenant).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Does nothing when it is not due, or another process is at it.</summary>
    public async Task RunAsync(TenantName name, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(name, cancellationToken))
        {
            await RunClaimedAsync(name, cancellationToken);
        }
    }

    /// <summary>For who has written <see cref="ClaimedUntil"/> down as the time of the next look.</summary>
    public async Task RunClaimedAsync(TenantName name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Name == name, cancellationToken);
        var certificates = await db.Certificates.AsNoTracking().Where(c => c.Tenant == name && c.RevokedAt == null).ToListAsync(cancellationToken);
        await (tenant.Status switch
        {
            TenantStatus.Connected => CompareAsync(tenant, certificates, cancellationToken),
            TenantStatus.ReconnectRequired => ProbeAsync(tenant, certificates, cancellationToken),
            TenantStatus.Disconnected => takeDown.RunAsync(tenant, certificates, cancellationToken),

            // Another one may be in the making since.
            TenantStatus.Pending => takeDown.RunAsync(tenant, certificates.FindAll(c => c.AbandonedAt is not null), cancellationToken),

            // A consent under way may fail, and what it interrupted, probing or taking down, goes on.
            TenantStatus.Provisioning => contexts.CommitUpkeepAsync(
                name, (_, _, upkeep) => upkeep.Reviewed(time.GetUtcNow() + UpkeepPolicy.ProbeBackOff(1)), cancellationToken),
            _ => contexts.CommitUpkeepAsync(name, (_, _, upkeep) => upkeep.Reviewed(null), cancellationToken),
        });
    }

    /// <summary>The time of the next look is the claim: who dies while looking is followed then.</summary>
    private async Task<bool> ClaimAsync(TenantName name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await db.TakeTurnAsync(cancellationToken);
        var now = time.GetUtcNow();
        var again = ClaimedUntil;
        return await db.Upkeeps
            .Where(u => u.Tenant == name && u.ReviewAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.ReviewAt, again).SetProperty(u => u.Version, u => u.Version + 1), cancellationToken) == 1;
    }

    private async Task CompareAsync(Tenant tenant, List<Certificate> certificates, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (CertificatePolicy.Signing(now, certificates) is not { } signing)
        {
            await BreakAsync(tenant, ConnectionPolicy.CertificateExpired, cancellationToken);
            return;
        }

        var (list, failure) = await ListAsync(tenant, signing, cancellationToken);
        if (list is null)
        {
            await NotListedAsync(tenant, failure, cancellationToken);
            return;
        }

        var comparison = CertificateComparison.Of(signing, certificates, list, options.MaxActivePerIntegration, now);
        if (!comparison.IsSigningActive && !await IsTakenAllTheSameAsync(tenant, signing, comparison, cancellationToken))
        {
            return;
        }

        var unwanted = certificates.FindAll(c => CertificatePolicy.IsUnwanted(c, options.Overlap, now));
        var swept = unwanted.Count > 0
            ? await sweep.RevokeAsync(unwanted, signing, tenant.Scopes, cancellationToken)
            : new SweepResult();
        await contexts.CommitUpkeepAsync(
            tenant.Name,
            (db, present, upkeep) =>
            {
                var own = db.Certificates.Local.ToList();
                takeDown.Confirm(db, present, own, swept);
                if (!IsAsRead(tenant, present))
                {
                    // What was revoked is a fact. When to look next is decided by who changed the tenant meanwhile.
                    return;
                }

                Learn(own.Single(c => c.Id == signing.Id), own, comparison, upkeep);
                var next = UpkeepPolicy.NextReview(present.Name, time.GetUtcNow());
                if (swept.Failed.Count > 0)
                {
                    takeDown.Postpone(upkeep, swept);
                    return;
                }

                // Those that are left to others are drained, and stay.
                var drained = own.Where(c => c.RevokedAt is null && c.RetiredAt + options.Overlap > now).Min(c => c.RetiredAt + options.Overlap);
                upkeep.Reviewed(drained < next ? drained : next);
            },
            cancellationToken);
    }

    /// <summary>With a token as any job has it; one that is refused here is replaced once, by the certificate itself.</summary>
    private async Task<(IReadOnlyList<ListedCertificate>? List, NetSuiteFailure? Failure)> ListAsync(
        Tenant tenant, Certificate signing, CancellationToken cancellationToken)
    {
        // When NetSuite was heard refusing, a token from before proves nothing.
        var snapshot = TenantSnapshot.Of(tenant);
        var answer = tenant.RefusedSince is null
            ? await tokens.GetAsync(new TokenDemand(snapshot, tenant.Scopes, MinimumLife, null), cancellationToken)
            : await tokens.AskAnewAsync(snapshot, tenant.Scopes, cancellationToken);
        if (answer is not TokenAnswer.Issued issued)
        {
            return (null, null);
        }

        var listed = await client.ListCertificatesAsync(signing.Account, signing.ClientId, issued.Token.Value, cancellationToken);
        if (listed.Failure is { Code: FailureCodes.LoginRefused })
        {
            var minted = await login.MintAsync(signing, tenant.Scopes, cancellationToken);
            if (!minted.Succeeded(out var token, out var refusal))
            {
                return (null, refusal);
            }

            listed = await client.ListCertificatesAsync(signing.Account, signing.ClientId, token.AccessToken, cancellationToken);
        }

        return listed.Succeeded(out var list, out var failure) ? (list, null) : (null, failure);
    }

    /// <summary>A permission that was taken away does not stop the tokens, only the next renewal: it is told long before that is due.</summary>
    private Task<bool> NotListedAsync(Tenant tenant, NetSuiteFailure? failure, CancellationToken cancellationToken) => contexts.CommitUpkeepAsync(
        tenant.Name,
        (_, present, upkeep) =>
        {
            if (!IsAsRead(tenant, present))
            {
                return;
            }

            if (failure is { Kind: FailureKind.Permanent or FailureKind.Ambiguous } && upkeep.Attempts == 0)
            {
                upkeep.Concern(StateText.Of(IssuanceFailures.CauseOf(failure, IssuanceFailure.LoginRefused)));
            }

            upkeep.ReviewFailed(time.GetUtcNow() + UpkeepPolicy.ReviewBackOff(upkeep.ReviewFailures));
        },
        cancellationToken);

    /// <summary>
    /// The list, read with a token that lives, does not show the certificate: one more assertion decides. False when that was not taken,
    /// and written down what follows.
    /// </summary>
    private async Task<bool> IsTakenAllTheSameAsync(
        Tenant tenant, Certificate signing, CertificateComparison comparison, CancellationToken cancellationToken)
    {
        var minted = await login.MintForSureAsync(signing, tenant.Scopes, cancellationToken);
        if (minted.Succeeded(out _, out var failure))
        {
            Log.Unlisted(logger, tenant.Name.Value, signing.Id);
            return true;
        }

        if (failure.Kind is FailureKind.Transient or FailureKind.Throttled)
        {
            await NotListedAsync(tenant, failure, cancellationToken);
        }
        else
        {
            var sight = comparison.IsSigningRevoked ? CertificateSight.Revoked : CertificateSight.Missing;
            await BreakAsync(tenant, ConnectionPolicy.ReasonOf(failure.Code, sight, signing.Account.Environment), cancellationToken);
        }

        return false;
    }

    private async Task ProbeAsync(Tenant tenant, List<Certificate> certificates, CancellationToken cancellationToken)
    {
        var isMended = CertificatePolicy.Signing(time.GetUtcNow(), certificates) is { } signing
            && await IsTakenAgainAsync(tenant, signing, cancellationToken);

        // Whom a person must mend may never be mended: what was given up does not wait for it, nor is it tried as often.
        var givenUp = certificates.FindAll(c => c.AbandonedAt is not null);
        var isSweepDue = givenUp.Count > 0 && (isMended || await FailedProbesAsync(tenant.Name, cancellationToken) % ProbesASweep == 0);
        var swept = isSweepDue ? await sweep.RevokeAsync(givenUp, null, tenant.Scopes, cancellationToken) : new SweepResult();
        await contexts.CommitUpkeepAsync(
            tenant.Name,
            (db, present, upkeep) =>
            {
                takeDown.Confirm(db, present, [.. db.Certificates.Local], swept);
                if (isMended && BrokenConnection.Recover(db, present, Actor, time.GetUtcNow()))
                {
                    Log.Recovered(logger, present.Name.Value);
                    upkeep.Reviewed(time.GetUtcNow());
                }
                else if (present.Status is TenantStatus.ReconnectRequired)
                {
                    upkeep.ReviewFailed(time.GetUtcNow() + UpkeepPolicy.ProbeBackOff(upkeep.ReviewFailures + 1));
                }
            },
            cancellationToken);
    }

    private async Task<int> FailedProbesAsync(TenantName name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Upkeeps.Where(u => u.Tenant == name).Select(u => u.ReviewFailures).SingleAsync(cancellationToken);
    }

    private async Task<bool> IsTakenAgainAsync(Tenant tenant, Certificate signing, CancellationToken cancellationToken)
    {
        var minted = await login.MintAsync(signing, tenant.Scopes, cancellationToken);
        if (minted.Succeeded(out _, out var failure))
        {
            return true;
        }

        Log.StillBroken(logger, tenant.Name.Value, failure.Code, failure.LoggedStatus);
        return false;
    }

    private async Task BreakAsync(Tenant tenant, string reason, CancellationToken cancellationToken)
    {
        var isBroken = await contexts.CommitAsync(
            async db =>
            {
                var present = await db.Tenants.SingleAsync(t => t.Name == tenant.Name, cancellationToken);
                return present.Generation == tenant.Generation
                    && await BrokenConnection.RecordAsync(db, present, reason, Actor, time.GetUtcNow(), cancellationToken);
            },
            cancellationToken);
        if (isBroken)
        {
            Log.Broken(logger, tenant.Name.Value, reason);
        }
    }

    /// <summary>Neither taken down, nor broken, nor given another certificate since.</summary>
    private static bool IsAsRead(Tenant read, Tenant present) => (present.Status, present.Generation) == (read.Status, read.Generation);

    private void Learn(Certificate signing, List<Certificate> own, CertificateComparison comparison, Upkeep upkeep)
    {
        var isChanged = false;
        foreach (var (id, validUntil) in comparison.Validities)
        {
            isChanged |= own.Single(c => c.Id == id).Granted(validUntil) && id == signing.Id;
        }

        var planned = plan.Of(signing);
        if (upkeep.Attempts == 0 && (isChanged || upkeep.RotateAt is null != planned is null))
        {
            upkeep.Reschedule(planned);
        }

        if (upkeep.Attempts == 0)
        {
            upkeep.Concern(comparison.IsFull ? StateText.Of(IssuanceFailure.SlotsFull) : null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(250, LogLevel.Warning, "{Tenant}: NetSuite's list does not show certificate {Certificate} as active, yet it takes it")]
        public static partial void Unlisted(ILogger logger, string tenant, string certificate);

        [LoggerMessage(254, LogLevel.Warning, "{Tenant}: the connection is broken and a person must connect it again: {Reason}")]
        public static partial void Broken(ILogger logger, string tenant, string reason);

        [LoggerMessage(251, LogLevel.Information, "{Tenant}: NetSuite takes the certificate again; recovered")]
        public static partial void Recovered(ILogger logger, string tenant);

        [LoggerMessage(253, LogLevel.Information, "{Tenant}: the broken connection was tried once more, and there is no token: {Failure} ({Status})")]
        public static partial void StillBroken(ILogger logger, string tenant, string failure, string status);
    }
}
