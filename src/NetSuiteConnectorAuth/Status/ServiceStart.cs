namespace NetSuiteConnectorAuth.Status;

/// <summary>When this process began: made while the service is put together.</summary>
public sealed class ServiceStart(TimeProvider time)
{
    public DateTimeOffset At { get; } = time.GetUtcNow();
}
