namespace NetSuiteConnectorAuth.Storage;

public enum StorageProvider
{
    /// <summary>One process, one file.</summary>
    Sqlite,

    /// <summary>Any number of replicas.</summary>
    Postgres,
}
