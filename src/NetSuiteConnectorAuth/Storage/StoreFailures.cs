using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>Tells a store or a key ring that does not work now from a mistake of ours.</summary>
public static class StoreFailures
{
    public const string Full = "database or disk is full";
    public const string Damaged = "the database is damaged";
    public const string NoDatabase = "the file is no database";

    private const int SqliteConstraint = 19;

    /// <summary>A reader that would become a writer and must begin anew: a race like any other.</summary>
    private const int SqliteBusySnapshot = 517;

    /// <summary>Another writer changed the row since it was read, or inserted the same one.</summary>
    public static bool IsLostRace(DbUpdateException failure) =>
        failure is DbUpdateConcurrencyException
        || failure.InnerException is SqliteException { SqliteErrorCode: SqliteConstraint };

    /// <summary>
    /// The state of the database behind a failure, in words of ours that anybody may read; null when it is none. <see cref="StoreWatch"/>
    /// tells of it, so nobody else has to.
    /// </summary>
    public static string? ReasonOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException { SqliteExtendedErrorCode: not SqliteBusySnapshot } sqlite)
            {
                return ReasonOf(sqlite.SqliteErrorCode);
            }
        }

        return null;
    }

    /// <summary>The database or the key ring cannot be used at the moment; nothing was changed.</summary>
    public static bool IsUnavailable(Exception failure) =>
        failure is DbException or CryptographicException or IOException or UnauthorizedAccessException
        || (failure is DbUpdateException update and not DbUpdateConcurrencyException && update.InnerException is DbException);

    private static string? ReasonOf(int sqliteErrorCode) => sqliteErrorCode switch
    {
        5 => "the database is locked",
        8 => "the database is read-only",
        10 => "the disk does not read or write",
        11 => Damaged,
        13 => Full,
        14 => "the database file cannot be opened",
        26 => NoDatabase,
        _ => null,
    };
}
