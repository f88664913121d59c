using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Callers who want the same thing at the same time wait for one attempt. The attempt belongs to none of them: it runs on when a caller
/// goes away, and it has left the table before anybody sees its result, so the next call after a failure is a new attempt.
/// </summary>
public sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task<TResult>> _flights = new();

    public Task<TResult> RunAsync(TKey key, Func<Task<TResult>> attempt, CancellationToken cancellationToken)
    {
        var start = new Task<Task<TResult>>(() => FlyAsync(key, attempt), CancellationToken.None);
        var mine = start.Unwrap();
        var flight = _flights.GetOrAdd(key, mine);
        if (flight == mine)
        {
            start.Start(TaskScheduler.Default);
        }

        return flight.WaitAsync(cancellationToken);
    }

    private async Task<TResult> FlyAsync(TKey key, Func<Task<TResult>> attempt)
    {
        try
        {
            return await attempt();
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }
}
