namespace NetSuiteConnectorAuth.Hosting;

/// <summary>For every background job: how often it looks for work, and how long it keeps the work from other replicas.</summary>
public sealed record SchedulerOptions(TimeSpan Interval, TimeSpan Lease)
{
    public static SchedulerOptions Read(ConfigurationReader config)
    {
        var (shortest, longest) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(4));
        var options = new SchedulerOptions(
            config.Duration("Scheduler:Interval", TimeSpan.FromSeconds(15), shortest, longest),
            config.Duration("Scheduler:Lease", TimeSpan.FromSeconds(60), shortest, longest));
        if (options.Lease <= options.Interval)
        {
            config.Fault("Scheduler:Lease", "must be longer than Scheduler:Interval, or the lease ends before the job looks again.");
        }

        return options;
    }
}
