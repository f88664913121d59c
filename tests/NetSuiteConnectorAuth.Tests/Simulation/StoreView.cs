using System.Globalization;
using Microsoft.Data.Sqlite;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>The rows as they are on disk, whatever any process holds in memory.</summary>
internal sealed class StoreView : IDisposable
{
    private const string RotationDue =
        """
        select min(u.RotateAt) from Upkeeps u join Tenants t on t.Name = u.Tenant
        where u.Paused = 0 and t.Status = 'Connected'
          and not exists (select 1 from Issuances i where i.Tenant = u.Tenant and i.ClosedAt is null and i.State <> 'Exchanging')
        """;

    private readonly SqliteConnection _connection;

    public StoreView(string database)
    {
        _connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        _connection.Open();
    }

    public DateTimeOffset? NextIssuance => Time("select min(DueAt) from Issuances");

    public DateTimeOffset? NextReview => Time("select min(ReviewAt) from Upkeeps");

    public DateTimeOffset? NextRotation => Time(RotationDue);

    /// <summary>When the next thing is due; null when nothing is.</summary>
    public DateTimeOffset? NextDue() => ((DateTimeOffset?[])[NextIssuance, NextReview, NextRotation]).Min();

    public DateTimeOffset? Time(string sql, params (string Name, object Value)[] parameters) => Scalar(sql, parameters) is string text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : null;

    public long Count(string sql, params (string Name, object Value)[] parameters) => (long)Scalar(sql, parameters)!;

    public string? Text(string sql, params (string Name, object Value)[] parameters) => Scalar(sql, parameters) as string;

    public IReadOnlyList<string> Rows(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "-" : reader.GetString(column))));
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private object? Scalar(string sql, (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
