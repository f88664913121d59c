namespace NetSuiteSimulator.Faults;

/// <summary>A fault at work, and the gate at which a hold keeps its requests.</summary>
public sealed class ActiveFault
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _label;
    private int _seen;

    internal ActiveFault(int id, Fault fault, string? label) => (Id, Fault, _label) = (id, fault, label);

    public int Id { get; }

    public Fault Fault { get; }

    /// <summary>Requests hit so far.</summary>
    public int Hits { get; private set; }

    /// <summary>Requests that stand at the gate now.</summary>
    public int Held { get; private set; }

    public bool Released => _released.Task.IsCompleted;

    internal bool Spent => Released || (Fault.Times is { } times && Hits >= times);

    /// <summary>Completes when the first request stands at the gate.</summary>
    public Task WaitUntilHeldAsync(CancellationToken ct = default) => _held.Task.WaitAsync(ct);

    /// <summary>Opens the gate for good.</summary>
    public void Release() => _released.TrySetResult();

    internal bool TryHit(Operation operation, string? label)
    {
        if (Fault.Operation != operation || (_label is not null && _label != label))
        {
            return false;
        }

        lock (_lock)
        {
            if (Spent || ++_seen <= Fault.Skip)
            {
                return false;
            }

            Hits++;
            return true;
        }
    }

    internal async Task HoldAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            Held++;
        }

        _held.TrySetResult();
        try
        {
            await _released.Task.WaitAsync(ct);
        }
        finally
        {
            lock (_lock)
            {
                Held--;
            }
        }
    }
}
