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
    /// <summary>The next <paramref name="limit"/> issuances of a kind that this process may work on, those due first at the front.</summary>
    public async Task<IReadOnlyList<DueIssuance>> UpcomingAsync(IssuanceKind kind, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Issuances
            .Where(i => i.DueAt != null && i.Kind == kind && (i.LeaseUntil == null || i.LeaseUntil <= now || i.LeaseOwner == leases.Owner))
            .OrderBy(i => i.DueAt)
            .Select(i => new DueIssuance(i.Id, i.DueAt!.Value))
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Does everything that is due of one issuance. False when it could not be worked on now, for another process holds it or something
    /// of ours does not work: then looking again at once would not help.
    /// </summary>
    public async Task<bool> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        long? fence = null;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await ClaimAsync(db, id, cancellationToken) is not { } issuance)
            {
                return false;
            }

            fence = issuance.Fence;
            var run = new IssuanceRun(db, issuance) { Leases = leases };
            while (issuance.DueAt <= time.GetUtcNow())
            {
                await steps.TakeAsync(run, cancellationToken);
                if (issuance.DueAt <= time.GetUtcNow())
                {
                    await run.KeepLeaseAsync(cancellationToken);
                }
                else
                {
                    issuance.Release();
                    await db.SaveChangesAsync(cancellationToken);
                }
            }

            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another process took over, or the tenant changed under us: nothing of this step was written, the next round sees the truth.
            Log.Overtaken(logger, id[..8]);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StepFailed(logger, id[..8], e);
            await PostponeAsync(id, fence, cancellationToken);
            return false;
        }
    }

    private async Task<Issuance?> ClaimAsync(ConnectorDbContext db, string id, CancellationToken cancellationToken)
    {
        using var turn = await db.TakeTurnAsync(cancellationToken);
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

        // A newer consent may have replaced it since: then the lease is gone again, and with it the right to work on it.
        return claimed == 1
            ? await db.Issuances.SingleOrDefaultAsync(i => i.Id == id && i.LeaseOwner == lease.Owner, cancellationToken)
            : null;
    }

    /// <summary>
    /// A step that throws is a mistake of ours or a store that is down: try again later, not at once and for ever. Like every write it
    /// counts only under the fence of this run; when the store does not even take it, the lease runs out by itself.
    /// </summary>
    private async Task PostponeAsync(string id, long? fence, CancellationToken cancellationToken)
    {
        try
        {
            await contexts.CommitAsync(
                async db =>
                {
                    var issuance = await db.Issuances.SingleOrDefaultAsync(i => i.Id == id && i.Fence == fence, cancellationToken);
                    issuance?.Retry(StateText.Of(IssuanceFailure.InternalError), null, time.GetUtcNow());
                    issuance?.Release();
                    return issuance;
                },
                cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
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
