namespace NetSuiteSimulator.Journal;

/// <summary>The last requests, oldest first, each written when it has ended. Bounded: what falls out is still counted.</summary>
public sealed class RequestJournal
{
    private readonly Lock _lock = new();
    private readonly Queue<JournalEntry> _entries = new();
    private readonly Dictionary<Operation, long> _counts = [];
    private readonly int _capacity;
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;

    internal RequestJournal(int capacity) => _capacity = Math.Max(1, capacity);

    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Requests of this operation since the start or the last <see cref="Clear"/>, also those no longer in the journal.</summary>
    public long Count(Operation operation)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(operation);
        }
    }

    /// <summary>Completes when the journal holds an entry that fits.</summary>
    public async Task<JournalEntry> WaitForAsync(Func<JournalEntry, bool> fits, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(fits);
        while (true)
        {
            Task written;
            lock (_lock)
            {
                if (_entries.FirstOrDefault(fits) is { } entry)
                {
                    return entry;
                }

                written = _written.Task;
            }

            await written.WaitAsync(ct);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _counts.Clear();
        }
    }

    internal void Add(JournalEntry entry)
    {
        TaskCompletionSource written;
        lock (_lock)
        {
            entry.Sequence = ++_sequence;
            _entries.Enqueue(entry);
            if (_entries.Count > _capacity)
            {
                _entries.Dequeue();
            }

            if (entry.Operation is { } operation)
            {
                _counts[operation] = _counts.GetValueOrDefault(operation) + 1;
            }

            written = _written;
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        written.TrySetResult();
    }
}
