using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Status;

/// <summary>A thin loop that empties what grows, in the store and in memory, and counts what is left.</summary>
public sealed partial class HousekeepingWorker(
    Retention retention, TokenIssuer tokens, FleetReader fleet, FleetGauges gauges, SchedulerClock clock, SchedulerOptions options, TimeProvider time, ILogger<HousekeepingWorker> logger)
    : BackgroundService
{
    public const string Job = "housekeeping";

    private static readonly TimeSpan BetweenRetentions = TimeSpan.FromMinutes(10);

    private HashSet<(string Integration, string Reason)> _raised = [];
    private DateTimeOffset _nextRetention = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                await RunOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is no failure: also not when a start that failed, for a port that is taken, takes this job down.
        }
    }

    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            tokens.Prune();
            var figures = await fleet.ReadAsync(stoppingToken);
            gauges.Show(figures);
            Raise(figures.Alarms);
            if (_nextRetention <= time.GetUtcNow())
            {
                await retention.RunAsync(stoppingToken);
                _nextRetention = time.GetUtcNow() + BetweenRetentions;
            }

            clock.Ran(Job);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Log.RoundFailed(logger, e);
        }
    }

    /// <summary>Once for each alarm, however many tenants it is of.</summary>
    private void Raise(IReadOnlyList<AlarmStatus> alarms)
    {
        foreach (var alarm in alarms.Where(alarm => !_raised.Contains((alarm.Integration, alarm.Reason))))
        {
            Log.Alarm(logger, alarm.Integration, alarm.Tenants, alarm.Reason);
        }

        _raised = [.. alarms.Select(alarm => (alarm.Integration, alarm.Reason))];
    }

    private static partial class Log
    {
        [LoggerMessage(901, LogLevel.Error, "Integration {Integration}: {Count} tenants broke within an hour: {Reason}. Look at the integration, not at each of them")]
        public static partial void Alarm(ILogger logger, string integration, int count, string reason);

        [LoggerMessage(900, LogLevel.Error, "A round of housekeeping failed; the next one comes")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
