using Microsoft.Data.Sqlite;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// SQLite takes one writer at a time. The others it lets ask again and again, each in a blocked thread and in no order, so that in a crowd
/// some never get their turn (64 of them: "database is locked" after ten seconds). Here the writers of this process, which is the only
/// one on the file, stand in line without a thread.
/// </summary>
public sealed class WriterTurns(StoreWatch? watch = null) : IDisposable
{
    private const int SqliteBusy = 5;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The turn lasts until the answer is disposed, which must be before anything else is waited for than the store.</summary>
    /// <exception cref="SqliteException">
    /// It did not come within <paramref name="patience"/>: those in front are stuck in a store that is. Or the file is not that of the store any more.
    /// </exception>
    public async Task<IDisposable> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(patience, cancellationToken))
        {
            var busy = new SqliteException("The store is busy.", SqliteBusy);
            watch?.Failed(busy);
            throw busy;
        }

        var turn = new Turn(_turn);
        try
        {
            watch?.EnsureInPlace();
            return turn;
        }
        catch (SqliteException)
        {
            turn.Dispose();
            throw;
        }
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
