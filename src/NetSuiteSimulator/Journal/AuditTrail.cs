using System.Collections.Concurrent;

namespace NetSuiteSimulator.Journal;

/// <summary>Setup › Users/Roles › View Login Audit Trail, of all accounts together; the last thousand entries, oldest first.</summary>
public sealed class AuditTrail
{
    private const int Capacity = 1000;

    private readonly ConcurrentQueue<AuditEntry> _entries = new();

    public IEnumerable<AuditEntry> Entries => _entries;

    public IEnumerable<AuditEntry> Of(string accountId) => _entries.Where(entry => entry.Account == accountId);

    internal void Add(AuditEntry entry)
    {
        _entries.Enqueue(entry);
        while (_entries.Count > Capacity)
        {
            _entries.TryDequeue(out _);
        }
    }

    internal void Clear() => _entries.Clear();
}
