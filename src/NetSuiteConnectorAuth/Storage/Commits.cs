using Microsoft.EntityFrameworkCore;

namespace NetSuiteConnectorAuth.Storage;

public static class Commits
{
    private const int Attempts = 6;

    /// <summary>
    /// Reads, changes and saves in a context of its own, again from the reading when another writer was faster. <paramref name="change"/>
    /// therefore runs as often as it takes and must do nothing but change what it read.
    /// </summary>
    public static async Task<T> CommitAsync<T>(
        this IDbContextFactory<ConnectorDbContext> contexts,
        Func<ConnectorDbContext, Task<T>> change,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            try
            {
                var result = await change(db);
                await db.SaveChangesAsync(cancellationToken);
                return result;
            }
            catch (DbUpdateException e) when (attempt < Attempts && StoreFailures.IsLostRace(e))
            {
            }
        }
    }
}
