using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Ends waits that no policy of ours can have made: they were written while our clock was far ahead, and nobody would come back to them
/// for as long as it was. What holds a lease is at work, or is made due when the next process starts.
/// </summary>
public sealed partial class StrayWaits(
    IDbContextFactory<ConnectorDbContext> contexts, CertificateOptions options, TimeProvider time, ILogger<StrayWaits> logger)
{
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lastReview = now + UpkeepPolicy.LongestReviewWait(options.Overlap);
        var lastRetry = now + UpkeepPolicy.LongestRotationWait;
        var lastAttempt = now + UpkeepPolicy.LongestIssuanceWait;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reviews = db.Upkeeps.Where(u => u.ReviewAt > lastReview);

        // The plan may be years ahead and lies before the certificate's end; after a rotation that failed it is a back-off.
        var rotations = db.Upkeeps.Where(u => u.Attempts > 0 && u.RotateAt > lastRetry && !db.Certificates.Any(c =>
            c.Tenant == u.Tenant && c.ActivatedAt != null && c.RetiredAt == null && c.ValidUntil > u.RotateAt));
        var issuances = db.Issuances.Where(i => i.DueAt > lastAttempt && i.LeaseOwner == null);
        if (!await reviews.AnyAsync(cancellationToken) && !await rotations.AnyAsync(cancellationToken) && !await issuances.AnyAsync(cancellationToken))
        {
            return;
        }

        using var turn = await db.TakeTurnAsync(cancellationToken);
        var ended = await reviews.ExecuteUpdateAsync(
            set => set.SetProperty(u => u.ReviewAt, now).SetProperty(u => u.Version, u => u.Version + 1), cancellationToken);
        ended += await rotations.ExecuteUpdateAsync(
            set => set.SetProperty(u => u.RotateAt, now).SetProperty(u => u.Version, u => u.Version + 1), cancellationToken);
        ended += await issuances.ExecuteUpdateAsync(
            set => set.SetProperty(i => i.DueAt, now).SetProperty(i => i.NextAttemptAt, (DateTimeOffset?)null), cancellationToken);
        Log.Ended(logger, ended);
    }

    private static partial class Log
    {
        [LoggerMessage(280, LogLevel.Warning, "{Count} waits reached further ahead than any that are made here, so this machine's clock was ahead when they were: they are over now")]
        public static partial void Ended(ILogger logger, int count);
    }
}
