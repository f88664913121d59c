using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Parsed signing keys, the least recently used dropped first. A key is rented: when it is dropped while somebody signs with it, it is
/// disposed by the last one to give it back. The tenant is part of the key: no answer of NetSuite's can make one tenant sign with another's.
/// </summary>
public sealed class SigningKeyCache(int capacity = SigningKeyCache.DefaultCapacity) : IDisposable
{
    public const int DefaultCapacity = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantName Tenant, string CertificateId), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <param name="load">Called when the key is not here; two callers at once may both load, and one key is then thrown away.</param>
    public async Task<SigningKeyLease> RentAsync(
        TenantName tenant, string certificateId, Func<CancellationToken, Task<SigningKey>> load, CancellationToken cancellation)
    {
        if (TryRent((tenant, certificateId)) is { } cached)
        {
            return cached;
        }

        var loaded = await load(cancellation);
        return AddOrRent((tenant, certificateId), loaded);
    }

    /// <summary>Forgets a key, for instance because its certificate was revoked.</summary>
    public void Remove(TenantName tenant, string certificateId)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue((tenant, certificateId), out var node))
            {
                Drop(node);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_byUse.First is { } node)
            {
                Drop(node);
            }
        }
    }

    private SigningKeyLease? TryRent((TenantName, string) id)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(id, out var node) ? Rent(node) : null;
        }
    }

    private SigningKeyLease AddOrRent((TenantName, string) id, SigningKey loaded)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var existing))
            {
                loaded.Dispose();
                return Rent(existing);
            }

            var node = _byUse.AddFirst(new Entry(id, loaded));
            _entries.Add(id, node);
            var lease = Rent(node);
            if (_entries.Count > capacity)
            {
                Drop(_byUse.Last!);
            }

            return lease;
        }
    }

    private SigningKeyLease Rent(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        node.Value.Renters++;
        return new SigningKeyLease(node.Value.Key, () => GiveBack(node.Value));
    }

    private void GiveBack(Entry entry)
    {
        lock (_lock)
        {
            entry.Renters--;
            DisposeWhenIdle(entry);
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Id);
        node.Value.Dropped = true;
        DisposeWhenIdle(node.Value);
    }

    private static void DisposeWhenIdle(Entry entry)
    {
        if (entry is { Dropped: true, Renters: 0 })
        {
            entry.Key.Dispose();
        }
    }

    private sealed class Entry((TenantName, string) id, SigningKey key)
    {
        public (TenantName, string) Id { get; } = id;

        public SigningKey Key { get; } = key;

        public int Renters { get; set; }

        public bool Dropped { get; set; }
    }
}
