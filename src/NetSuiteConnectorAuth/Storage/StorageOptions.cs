using Microsoft.Data.Sqlite;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

/// <param name="ConnectionString">A secret, since it may hold a password.</param>
public sealed record StorageOptions(StorageProvider Provider, Secret ConnectionString)
{
    private const string Key = "Storage:ConnectionString";

    /// <summary>How long a writer waits for its turn; <c>Default Timeout</c> in the connection string says otherwise.</summary>
    private const int BusySeconds = 10;

    public static StorageOptions Read(ConfigurationReader config)
    {
        var provider = config.OneOf("Storage:Provider", StorageProvider.Sqlite);
        var connectionString = config.Secret(Key) ?? new Secret("Data Source=data/connector.db");
        if (provider == StorageProvider.Sqlite)
        {
            connectionString = ReadSqlite(config, connectionString);
        }
        else
        {
            // Better no start than SQLite when PostgreSQL was ordered.
            config.Fault("Storage:Provider", $"{provider} is not available in this version.");
        }

        return new(provider, connectionString);
    }

    /// <summary>
    /// For what comes after the database was made: a file that is gone is then not made anew, empty and in the way of the one to be restored.
    /// </summary>
    public Secret OfExisting()
    {
        var builder = new SqliteConnectionStringBuilder(ConnectionString.Reveal());
        builder.Mode = builder.Mode is SqliteOpenMode.ReadWriteCreate ? SqliteOpenMode.ReadWrite : builder.Mode;
        return new Secret(builder.ConnectionString);
    }

    private static Secret ReadSqlite(ConfigurationReader config, Secret text)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(text.Reveal());
            if (builder.DataSource is "" or ":memory:" || builder.Mode is SqliteOpenMode.Memory)
            {
                config.Fault(Key, "must name a file (Data Source=…): what is only in memory is lost with the process.");
            }
            else if (Directory.Exists(Path.GetFullPath(builder.DataSource)))
            {
                config.Fault(Key, "names a folder: Data Source is the file of the database, such as data/connector.db.");
            }

            builder.DefaultTimeout = builder.ShouldSerialize("Default Timeout") ? builder.DefaultTimeout : BusySeconds;
            return new Secret(builder.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Not the framework's message: it quotes what it could not read.
            config.Fault(Key, "is not a connection string for SQLite, such as Data Source=data/connector.db.");
            return text;
        }
    }
}
