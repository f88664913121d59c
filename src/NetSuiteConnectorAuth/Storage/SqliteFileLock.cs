using Microsoft.Data.Sqlite;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// One process a SQLite file. The lock is the operating system's on a file beside the database, so it ends with the process, however
/// that ends; while it is held, whatever an earlier process left behind (leases, a migration lock) is known to be stale.
/// </summary>
public sealed class SqliteFileLock : IDisposable
{
    private FileStream? _file;

    /// <exception cref="IOException">Another process has the database open.</exception>
    public void Take(string connectionString)
    {
        if (_file is not null)
        {
            return;
        }

        var database = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        _file = new FileStream(database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public void Dispose() => _file?.Dispose();
}
