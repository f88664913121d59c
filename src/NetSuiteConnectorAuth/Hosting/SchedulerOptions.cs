namespace NetSuiteConnectorAuth.Hosting;

/// <summary>For every background job: how often it looks for work, and how long it keeps the work from other replicas.</summary>
public sealed record SchedulerOptions(TimeSpan Interval, TimeSpan Lease)
{
    public static SchedulerOptions Read(ConfigurationReader config)
    {
        var options = new SchedulerOptions(
            config.Duration("Scheduler:Interval", TimeSpan.FromSeconds(15), min: TimeSpan.FromMilliseconds(100), max: TimeSpan.FromHours(1)),
            config.Duration("Scheduler:Lease", TimeSpan.FromSeconds(60), min: TimeSpan.FromSeconds(1), max: TimeSpan.FromHours(4)));
        if (options.Lease <= options.Interval)
        {
            config.Fault("Scheduler:Lease", "must be longer than Scheduler:Interval, or the lease ends before the job looks again.");
        }

        return options;
    }
}
