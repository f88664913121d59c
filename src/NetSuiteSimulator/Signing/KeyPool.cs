using System.Collections.Concurrent;

namespace NetSuiteSimulator.Signing;

/// <summary>Key objects are not promised to be thread-safe: each use takes one of its own, and gives it back.</summary>
internal sealed class KeyPool<TKey>(Func<TKey> open)
    where TKey : IDisposable
{
    private readonly ConcurrentBag<TKey> _idle = [];

    public TResult Use<TState, TResult>(TState state, Func<TKey, TState, TResult> use)
    {
        if (!_idle.TryTake(out var key))
        {
            key = open();
        }

        try
        {
            return use(key, state);
        }
        finally
        {
            _idle.Add(key);
        }
    }
}
