using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// What SQLite wants said on every connection. <c>synchronous=FULL</c>: a private key whose certificate is uploaded must survive a power
/// cut. <c>secure_delete</c>: a shredded key leaves the file too. <c>busy_timeout</c>: SQLite waits for its turn itself, as long as a
/// command may take; the provider's own waiting is coarser. The journal mode is a property of the file and set once, at migration.
/// </summary>
public sealed class SqliteSettings : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Pragmas(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Pragmas(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DbCommand Pragmas(DbConnection connection)
    {
        var patience = TimeSpan.FromSeconds(((SqliteConnection)connection).DefaultTimeout);
        var command = connection.CreateCommand();
        command.CommandText =
            $"PRAGMA busy_timeout={patience.TotalMilliseconds:0}; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;";
        return command;
    }
}
