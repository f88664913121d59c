namespace NetSuiteConnectorAuth.Hosting;

public enum ListenerKind
{
    /// <summary>Serves browsers.</summary>
    Public,

    /// <summary>Serves jobs and operators.</summary>
    Internal,
}
