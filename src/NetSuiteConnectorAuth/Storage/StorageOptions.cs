using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

/// <param name="ConnectionString">A secret, since it may hold a password.</param>
public sealed record StorageOptions(StorageProvider Provider, Secret ConnectionString)
{
    public static StorageOptions Read(ConfigurationReader config)
    {
        var provider = config.OneOf("Storage:Provider", StorageProvider.Sqlite);
        var connectionString = config.Secret("Storage:ConnectionString") ?? new Secret("Data Source=data/connector.db");
        if (provider == StorageProvider.Postgres && connectionString.Reveal().Contains("Data Source=", StringComparison.OrdinalIgnoreCase))
        {
            config.Fault("Storage:ConnectionString", "is one for SQLite; Postgres needs Host=…;Database=…;Username=….");
        }

        return new(provider, connectionString);
    }
}
