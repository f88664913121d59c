using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Status;

/// <summary>A thin loop that empties what grows, in the store and in memory, and counts what is left.</summary>
public sealed partial class HousekeepingWorker(
    StoreProbe probe, Retention retention, TokenIssuer tokens, CredentialLedger credentials, StrayWaits strayWaits, FleetReader fleet, FleetGauges gauges, SchedulerClock clock,
    SchedulerOptions options, TimeProvider time, ILogger<HousekeepingWorker> logger)
    : BackgroundService
{
    public const string Job = "housekeeping";

    private static readonly TimeSpan BetweenRetentions = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenLastUses = TimeSpan.FromMinutes(1);

    private HashSet<(string? Integration, string Reason)> _raised = [];
    private long? _retained;
    private long? _lastUsesKept;

    /// <summary>What the last minute saw is kept too, unless the store does not take it, which must not hold up the end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await credentials.WriteAsync(cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e) || e is OperationCanceledException)
        {
            Log.LastUsesNotKept(logger, e);
        }
    }

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
            await probe.RunAsync(stoppingToken);
            var figures = await fleet.ReadAsync(stoppingToken);
            gauges.Show(figures);
            Raise(figures.Alarms);
            await strayWaits.EndAsync(stoppingToken);
            if (IsDue(_lastUsesKept, BetweenLastUses))
            {
                await credentials.WriteAsync(stoppingToken);
                _lastUsesKept = time.GetTimestamp();
            }

            if (IsDue(_retained, BetweenRetentions))
            {
                await retention.RunAsync(stoppingToken);
                _retained = time.GetTimestamp();
            }

            clock.Ran(Job);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Log.RoundFailed(logger, e);
        }
    }

    private bool IsDue(long? last, TimeSpan between) => last is not { } at || time.GetElapsedTime(at) >= between;

    /// <summary>Once for each alarm, however many tenants it is of.</summary>
    private void Raise(IReadOnlyList<AlarmStatus> alarms)
    {
        foreach (var alarm in alarms.Where(alarm => !_raised.Contains((alarm.Integration, alarm.Reason))))
        {
            if (alarm.Integration is { } integration)
            {
                Log.Alarm(logger, integration, alarm.Tenants, alarm.Reason);
            }
            else
            {
                Log.OwnAlarm(logger, alarm.Tenants, alarm.Reason);
            }
        }

        _raised = [.. alarms.Select(alarm => (alarm.Integration, alarm.Reason))];
    }

    private static partial class Log
    {
        [LoggerMessage(901, LogLevel.Error, "Integration {Integration}: {Count} tenants broke within an hour: {Reason}. Look at the integration, not at each of them")]
        public static partial void Alarm(ILogger logger, string integration, int count, string reason);

        [LoggerMessage(903, LogLevel.Error, "{Count} tenants get no token, and it is this machine that is to be mended: {Reason}. Set its clock, and keep it with NTP")]
        public static partial void OwnAlarm(ILogger logger, int count, string reason);

        [LoggerMessage(902, LogLevel.Warning, "When credentials were last used could not be kept")]
        public static partial void LastUsesNotKept(ILogger logger, Exception exception);

        [LoggerMessage(900, LogLevel.Error, "A round of housekeeping failed; the next one comes")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
