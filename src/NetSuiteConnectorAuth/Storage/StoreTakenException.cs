namespace NetSuiteConnectorAuth.Storage;

/// <summary>Another process has this store open.</summary>
public sealed class StoreTakenException(IOException cause) : IOException(cause.Message, cause);
