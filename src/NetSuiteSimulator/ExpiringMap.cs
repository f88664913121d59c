using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace NetSuiteSimulator;

/// <summary>Remembers each entry until its time and forgets it some while later, so that a long load test does not fill the memory.</summary>
internal sealed class ExpiringMap<TKey, TValue>(TimeProvider clock)
    where TKey : notnull
{
    private const int SweepEvery = 4096;

    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> _entries = new();
    private int _added;

    /// <summary>False when the key is there already.</summary>
    public bool TryAdd(TKey key, TValue value, DateTimeOffset until)
    {
        if (Interlocked.Increment(ref _added) % SweepEvery == 0)
        {
            Sweep();
        }

        return _entries.TryAdd(key, (value, until));
    }

    /// <summary>Finds expired entries too, while they are remembered: "expired" and "unknown" are two answers.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry);
        value = entry.Value;
        return found;
    }

    public void Clear() => _entries.Clear();

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, entry) in _entries)
        {
            if (entry.Until < now)
            {
                _entries.TryRemove(key, out _);
            }
        }
    }
}
