using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A thin loop over <see cref="IssuanceEngine"/>: at once when woken, else when something is due, at the latest every interval.
/// Each issuance runs by itself, so one that hangs delays nobody. Behind a consent somebody waits, so those all run; rotations take up to
/// half of the outbound requests, the longest due first, and leave the other half to callers who want a token.
/// </summary>
public sealed partial class IssuanceWorker(
    IssuanceEngine engine,
    IssuanceSignal signal,
    SchedulerOptions options,
    NetSuiteOptions netSuite,
    SchedulerClock clock,
    TimeProvider time,
    ILogger<IssuanceWorker> logger) : BackgroundService
{
    public const string Job = "issuance";

    /// <summary>As many are looked at besides those at work already, so that the slow ones never fill the view.</summary>
    private const int Batch = 100;

    private readonly ConcurrentDictionary<string, Task> _running = new();

    private int _rotations;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var until = time.GetUtcNow() + options.Interval;
            try
            {
                until = await StartDueAsync(stoppingToken);
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

            await WaitAsync(until, stoppingToken);
        }

        await Task.WhenAll(_running.Values);
    }

    /// <summary>Answers until when there will be nothing more to start.</summary>
    private async Task<DateTimeOffset> StartDueAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var consents = await StartDueAsync(IssuanceKind.Consent, _running.Count + Batch, int.MaxValue, now, stoppingToken);
        var free = netSuite.BackgroundConcurrency - Volatile.Read(ref _rotations);
        var rotations = free > 0
            ? await StartDueAsync(IssuanceKind.Rotation, _running.Count + free + 1, free, now, stoppingToken)
            : now + options.Interval;
        return consents < rotations ? consents : rotations;
    }

    private async Task<DateTimeOffset> StartDueAsync(IssuanceKind kind, int view, int most, DateTimeOffset now, CancellationToken stoppingToken)
    {
        foreach (var (id, at) in await engine.UpcomingAsync(kind, view, stoppingToken))
        {
            if (at > now)
            {
                return at < now + options.Interval ? at : now + options.Interval;
            }

            if (most == 0)
            {
                // Whoever ends well wakes the loop.
                break;
            }

            most -= Start(kind, id, stoppingToken) ? 1 : 0;
        }

        return now + options.Interval;
    }

    private bool Start(IssuanceKind kind, string id, CancellationToken stoppingToken)
    {
        var run = new Task<Task>(() => RunAsync(kind, id, stoppingToken), CancellationToken.None);
        if (!_running.TryAdd(id, run.Unwrap()))
        {
            return false;
        }

        Interlocked.Add(ref _rotations, kind is IssuanceKind.Rotation ? 1 : 0);
        run.Start(TaskScheduler.Default);
        return true;
    }

    private async Task RunAsync(IssuanceKind kind, string id, CancellationToken stoppingToken)
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
            Interlocked.Add(ref _rotations, kind is IssuanceKind.Rotation ? -1 : 0);
        }

        // What could not be done is due still: who looked again at once would do nothing else.
        if (lookAgain)
        {
            signal.Wake();
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken stoppingToken)
    {
        // By what is left now: looking took its time, and so much too late is what is due.
        var left = until - time.GetUtcNow();
        var wait = left < TimeSpan.Zero ? TimeSpan.Zero : left > options.Interval ? options.Interval : left;
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
