using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A thin loop over <see cref="IssuanceEngine"/>: at once when woken, else when something is due, at the latest every interval.
/// Each issuance runs by itself, so one that hangs delays nobody.
/// </summary>
public sealed partial class IssuanceWorker(
    IssuanceEngine engine,
    IssuanceSignal signal,
    SchedulerOptions options,
    SchedulerClock clock,
    TimeProvider time,
    ILogger<IssuanceWorker> logger) : BackgroundService
{
    public const string Job = "issuance";

    /// <summary>As many are looked at besides those at work already, so that the slow ones never fill the view.</summary>
    private const int Batch = 100;

    private readonly ConcurrentDictionary<string, Task> _running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = options.Interval;
            try
            {
                wait = await StartDueAsync(stoppingToken);
                clock.Ran(Job);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Those at work hear of it too; the loop ends when they have.
            }
            catch (Exception e)
            {
                Log.RoundFailed(logger, e);
            }

            await WaitAsync(wait, stoppingToken);
        }

        await Task.WhenAll(_running.Values);
    }

    /// <summary>Answers how long there will be nothing more to start.</summary>
    private async Task<TimeSpan> StartDueAsync(CancellationToken stoppingToken)
    {
        var upcoming = await engine.UpcomingAsync(_running.Count + Batch, stoppingToken);
        var now = time.GetUtcNow();
        var nextRound = now + options.Interval;
        foreach (var (id, at) in upcoming)
        {
            if (at > now)
            {
                return (at < nextRound ? at : nextRound) - now;
            }

            Start(id, stoppingToken);
        }

        return options.Interval;
    }

    private void Start(string id, CancellationToken stoppingToken)
    {
        var run = new Task<Task>(() => RunAsync(id, stoppingToken), CancellationToken.None);
        if (_running.TryAdd(id, run.Unwrap()))
        {
            run.Start(TaskScheduler.Default);
        }
    }

    private async Task RunAsync(string id, CancellationToken stoppingToken)
    {
        var lookAgain = false;
        try
        {
            lookAgain = await engine.AdvanceAsync(id, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The journal says where the next process goes on.
        }
        finally
        {
            // Before the loop is woken, which would otherwise find it at work still and leave it until the next round.
            _running.TryRemove(id, out _);
        }

        if (lookAgain)
        {
            signal.Wake();
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stoppingToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(wait, time, woken.Token), signal.WaitAsync(woken.Token));
        await woken.CancelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(220, LogLevel.Error, "A round of issuance failed; the next one comes")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
