using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// What SQLite wants said on every connection. <c>synchronous=FULL</c>: a private key whose certificate is uploaded must survive a power
/// cut. <c>secure_delete</c>: a shredded key leaves the file too. The journal mode is a property of the file and set once, at migration.
/// </summary>
public sealed class SqliteSettings : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout=10000; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
