using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>This process as a holder of leases. A new process is a new holder, also on the same machine.</summary>
public sealed class Leases(SchedulerOptions options, TimeProvider time)
{
    public string Owner { get; } = Guid.NewGuid().ToString("N");

    public Lease Take() => new(Owner, time.GetUtcNow() + options.Lease);
}
