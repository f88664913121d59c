namespace NetSuiteConnectorAuth.Storage;

/// <summary>The store has a migration that this version does not have.</summary>
public sealed class NewerStoreException(string migration)
    : Exception($"This store was written by a newer version: this one does not know its migration {migration}.");
