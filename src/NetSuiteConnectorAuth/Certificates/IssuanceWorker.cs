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

    private readonly ConcurrentDictionary<string, Task> _running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = options.Interval;
            try
            {
                foreach (var id in await engine.DueAsync(stoppingToken))
                {
                    Start(id, stoppingToken);
                }

                var next = await engine.NextDueAsync(stoppingToken) - time.GetUtcNow();
                wait = next < options.Interval ? next.Value : options.Interval;
                clock.Ran(Job);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.RoundFailed(logger, e);
            }

            await WaitAsync(wait, stoppingToken);
        }

        await Task.WhenAll(_running.Values);
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
            // Before the loop is woken, which would otherwise find it still running and leave it until the next interval.
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
        var delay = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, woken.Token);
        await Task.WhenAny(delay, signal.WaitAsync(woken.Token));
        await woken.CancelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(220, LogLevel.Error, "A round of issuance failed; the next one comes")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
