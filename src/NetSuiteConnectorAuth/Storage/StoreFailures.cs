using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>Tells a store or a key ring that does not work now from a mistake of ours.</summary>
public static class StoreFailures
{
    private const int SqliteConstraint = 19;

    /// <summary>Another writer changed the row since it was read, or inserted the same one.</summary>
    public static bool IsLostRace(DbUpdateException failure) =>
        failure is DbUpdateConcurrencyException
        || failure.InnerException is SqliteException { SqliteErrorCode: SqliteConstraint };

    /// <summary>The database or the key ring cannot be used at the moment; nothing was changed.</summary>
    public static bool IsUnavailable(Exception failure) =>
        failure is DbException or CryptographicException or IOException or UnauthorizedAccessException
        || (failure is DbUpdateException update and not DbUpdateConcurrencyException && update.InnerException is DbException);
}
