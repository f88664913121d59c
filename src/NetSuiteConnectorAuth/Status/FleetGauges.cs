using System.Diagnostics.Metrics;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Status;

/// <summary>
/// The gauges that docs/operating.md lists. The counts are read by the housekeeping job, so a scrape costs the store nothing; ages are of the moment.
/// </summary>
public sealed class FleetGauges
{
    private volatile FleetFigures _figures = FleetFigures.Empty;

    public FleetGauges(IMeterFactory factory, SchedulerClock clock, TimeProvider time)
    {
        var meter = factory.Create("NetSuiteConnectorAuth");
        meter.CreateObservableGauge("nsca.tenants", () => _figures.Tenants.Select(entry => new Measurement<int>(
            entry.Value, Tag("status", StateText.Of(entry.Key.Status)), Tag("health", StateText.Of(entry.Key.Health)))));
        meter.CreateObservableGauge("nsca.certificates.expiring", () => _figures.ExpiringWithin.Select(entry => new Measurement<int>(
            entry.Value, Tag("within", entry.Key))));
        meter.CreateObservableGauge("nsca.certificate.expiry.seconds.min", () => _figures.NextExpiry is { } expiry
            ? new[] { new Measurement<double>((expiry - time.GetUtcNow()).TotalSeconds) }
            : []);
        meter.CreateObservableGauge("nsca.rotations.overdue", () => _figures.RotationsOverdue);
        meter.CreateObservableGauge("nsca.scheduler.last.run.age.seconds", () => clock.Ages().Select(age => new Measurement<double>(
            age.Value.TotalSeconds, Tag("job", age.Key))));
    }

    public void Show(FleetFigures figures) => _figures = figures;

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
