using Microsoft.EntityFrameworkCore;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// Keeps <see cref="StoreWatch"/> up to date when nobody writes: at most once a minute, one page of the file, and at every round while the
/// store does not work.
/// </summary>
public sealed class StoreProbe(IDbContextFactory<ConnectorDbContext> contexts, StoreWatch watch)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _ = watch.KeyTrouble();
        if (watch.IsDisplaced() || !watch.IsWriteDue)
        {
            return;
        }

        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            using var turn = await db.TakeTurnAsync(cancellationToken);

            // A number in the head of the file that nothing reads. A row written as it was would not be written at all.
            await db.Database.ExecuteSqlRawAsync("PRAGMA user_version=1", cancellationToken);
            watch.Wrote();
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e))
        {
            watch.Failed(e);
        }
    }
}
