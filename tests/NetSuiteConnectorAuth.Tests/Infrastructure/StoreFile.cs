using Microsoft.Data.Sqlite;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>The database file itself, looked at and changed behind the service's back, whether it runs or not.</summary>
public sealed class StoreFile(string path)
{
    public string? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open(SqliteOpenMode.ReadOnly);
        using var command = Command(connection, sql, parameters);
        return command.ExecuteScalar()?.ToString();
    }

    /// <summary>Answers how many rows it changed.</summary>
    public int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open(SqliteOpenMode.ReadWrite);
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The store takes no change of this kind from now on: whoever wants to make it goes no further.</summary>
    public void Refuse(string name, string change) => Execute(
        $"CREATE TRIGGER \"{name}\" BEFORE {change} BEGIN SELECT RAISE(FAIL, 'this process goes no further'); END");

    public void Allow(string name) => Execute($"DROP TRIGGER \"{name}\"");

    public bool HasNothingToIssue(string tenant) =>
        Scalar("SELECT count(*) FROM \"Issuances\" WHERE \"Tenant\" = @tenant AND \"DueAt\" IS NOT NULL", ("@tenant", tenant)) == "0";

    /// <summary>No other writer gets a turn until the answer is disposed.</summary>
    public IDisposable Lock()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        connection.BeginTransaction();
        return connection;
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
