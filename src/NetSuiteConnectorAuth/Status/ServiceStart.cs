namespace NetSuiteConnectorAuth.Status;

/// <summary>When this process began.</summary>
public sealed class ServiceStart(TimeProvider time)
{
    public DateTimeOffset At { get; } = time.GetUtcNow();
}
