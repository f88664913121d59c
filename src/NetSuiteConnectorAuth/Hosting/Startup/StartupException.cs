namespace NetSuiteConnectorAuth.Hosting;

/// <summary>A start-up check said no. Thrown before any port is bound.</summary>
public sealed class StartupException(StartupFault fault) : Exception(fault.Message)
{
    public StartupFault Fault { get; } = fault;
}
