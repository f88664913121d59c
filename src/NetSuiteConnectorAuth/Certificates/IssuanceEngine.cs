using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Works issuances off, step by step. Each step's result is committed before the next begins, under the lease's fencing number,
/// so a process killed anywhere is continued by the next one and a process that was merely slow can no longer write.
/// </summary>
public sealed partial class IssuanceEngine(
    IDbContextFactory<ConnectorDbContext> contexts,
    IssuanceSteps steps,
    Leases leases,
    TimeProvider time,
    ILogger<IssuanceEngine> logger)
{
    /// <summary>The issuances that have something to do now, oldest due first.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Issuances
            .Where(i => i.DueAt <= now && (i.LeaseUntil == null || i.LeaseUntil <= now || i.LeaseOwner == leases.Owner))
            .OrderBy(i => i.DueAt)
            .Select(i => i.Id)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// When the next issuance will have something to do; null when none is waiting. What is due already is being worked on, here or
    /// elsewhere, and does not count.
    /// </summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Issuances.Where(i => i.DueAt > now).MinAsync(i => i.DueAt, cancellationToken);
    }

    /// <summary>
    /// Does everything that is due of one issuance. False when it could not be worked on now, for another process holds it or something
    /// of ours does not work: then looking again at once would not help.
    /// </summary>
    public async Task<bool> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await ClaimAsync(db, id, cancellationToken) is not { } issuance)
            {
                return false;
            }

            var run = new IssuanceRun(db, issuance);
            while (issuance.DueAt <= time.GetUtcNow())
            {
                await steps.TakeAsync(run, cancellationToken);
                if (issuance.DueAt <= time.GetUtcNow())
                {
                    issuance.Renew(leases.Take());
                }
                else
                {
                    issuance.Release();
                }

                await db.SaveChangesAsync(cancellationToken);
            }

            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another process took over, or the tenant changed under us: nothing of this step was written, the next round sees the truth.
            Log.Overtaken(logger, id[..8]);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.StepFailed(logger, id[..8], e);
            await PostponeAsync(id, cancellationToken);
            return false;
        }
    }

    private async Task<Issuance?> ClaimAsync(ConnectorDbContext db, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lease = leases.Take();
        var claimed = await db.Issuances
            .Where(i => i.Id == id && i.DueAt <= now && (i.LeaseUntil == null || i.LeaseUntil <= now || i.LeaseOwner == lease.Owner))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.LeaseOwner, lease.Owner)
                    .SetProperty(i => i.LeaseUntil, lease.Until)
                    .SetProperty(i => i.Fence, i => i.Fence + 1),
                cancellationToken);
        return claimed == 1 ? await db.Issuances.SingleAsync(i => i.Id == id, cancellationToken) : null;
    }

    /// <summary>A step that throws is a mistake of ours or a store that is down: try again later, not at once, and not for ever.</summary>
    private async Task PostponeAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await contexts.CommitAsync(
                async db =>
                {
                    var now = time.GetUtcNow();
                    var issuance = await db.Issuances.SingleAsync(i => i.Id == id, cancellationToken);
                    issuance.Retry(StateText.Of(IssuanceFailure.InternalError), null, now);
                    if (issuance.IsOpen && now - issuance.CreatedAt > IssuanceSteps.LongestOutage)
                    {
                        issuance.Fail(IssuanceFailure.InternalError, now);
                        var tenant = await db.Tenants.SingleAsync(t => t.Name == issuance.Tenant, cancellationToken);
                        _ = tenant.FailProvisioning(issuance.Failure!, now);
                    }

                    return issuance;
                },
                cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            Log.PostponeFailed(logger, id[..8], e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Debug, "Issuance {Id}: overtaken by another writer")]
        public static partial void Overtaken(ILogger logger, string id);

        [LoggerMessage(201, LogLevel.Error, "Issuance {Id}: a step failed unexpectedly; it is tried again later")]
        public static partial void StepFailed(ILogger logger, string id, Exception exception);

        [LoggerMessage(202, LogLevel.Error, "Issuance {Id}: the store does not work now")]
        public static partial void PostponeFailed(ILogger logger, string id, Exception exception);
    }
}
