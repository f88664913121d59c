using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A thin loop: opens the rotations that are due, warns of certificates that end, reviews the tenants whose time has come. Reviews run
/// beside each other up to a bound, so one that hangs delays nobody but itself.
/// </summary>
public sealed partial class UpkeepWorker(
    Rotations rotations,
    TenantReview review,
    ExpiryWarnings warnings,
    UpkeepSignal signal,
    SchedulerOptions options,
    NetSuiteOptions netSuite,
    SchedulerClock clock,
    TimeProvider time,
    ILogger<UpkeepWorker> logger) : BackgroundService
{
    public const string Job = "upkeep";

    private readonly ConcurrentDictionary<TenantName, Task> _running = new();

    /// <summary>Reviews under way.</summary>
    public int Running => _running.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A review that ends makes room for another one, no more: when thousands are under way, looking for all that is due at the
        // end of each would cost more than they do.
        var round = Task.CompletedTask;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (round.IsCompleted)
                {
                    round = Task.Delay(options.Interval, time, stoppingToken);
                    await BeginDueAsync(stoppingToken);
                }

                await StartReviewsAsync(stoppingToken);
                clock.Ran(Job);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Those at work hear of it too; the loop ends when they have.
            }
            catch (Exception e)
            {
                // Whatever one round died of, the next one comes: what is due stays due.
                Log.RoundFailed(logger, e);
            }

            using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(round, signal.WaitAsync(woken.Token));
            await woken.CancelAsync();
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task BeginDueAsync(CancellationToken stoppingToken)
    {
        while (await rotations.BeginDueAsync(stoppingToken))
        {
        }

        await warnings.RaiseAsync(stoppingToken);
    }

    private async Task StartReviewsAsync(CancellationToken stoppingToken)
    {
        var free = netSuite.BackgroundConcurrency - _running.Count;
        if (free > 0)
        {
            foreach (var tenant in await review.DueAsync(free, stoppingToken))
            {
                Start(tenant, stoppingToken);
            }
        }
    }

    private void Start(TenantName tenant, CancellationToken stoppingToken)
    {
        var run = new Task<Task>(() => RunAsync(tenant, stoppingToken), CancellationToken.None);
        if (_running.TryAdd(tenant, run.Unwrap()))
        {
            run.Start(TaskScheduler.Default);
        }
    }

    private async Task RunAsync(TenantName tenant, CancellationToken stoppingToken)
    {
        var isDone = false;
        try
        {
            await review.RunAsync(tenant, stoppingToken);
            isDone = true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next process finds it due.
        }
        catch (Exception e)
        {
            // One tenant's trouble is not the others'; its review is due again when the claim ends.
            Log.ReviewFailed(logger, tenant.Value, e);
        }
        finally
        {
            _running.TryRemove(tenant, out _);
        }

        // What could not be done is due still: who looked again at once would do nothing else.
        if (isDone)
        {
            signal.Wake();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(270, LogLevel.Error, "A round of upkeep failed; the next one comes")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(271, LogLevel.Error, "{Tenant}: a review failed unexpectedly; it is tried again")]
        public static partial void ReviewFailed(ILogger logger, string tenant, Exception exception);
    }
}
