namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// One process a SQLite file. The lock is the operating system's on a file beside the database, so it ends with the process, however
/// that ends; while it is held, whatever an earlier process left behind (leases, a migration lock) is known to be stale.
/// </summary>
public sealed class SqliteFileLock(StoreFiles files) : IDisposable
{
    private FileStream? _file;

    /// <exception cref="StoreTakenException">Another process has the database open.</exception>
    public void Take() => _file ??= files.OpenLock();

    public void Dispose() => _file?.Dispose();
}
