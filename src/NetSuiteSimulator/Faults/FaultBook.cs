using System.Collections.Immutable;
using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Faults;

/// <summary>The faults on order, oldest first.</summary>
public sealed class FaultBook
{
    private ImmutableList<ActiveFault> _faults = [];
    private int _lastId;

    public IReadOnlyList<ActiveFault> Active => _faults;

    public ActiveFault Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string? label = null;
        if (fault.Account is not null)
        {
            label = (AccountName.Parse(fault.Account) ?? throw new ArgumentException("No account ID: " + fault.Account, nameof(fault))).Label;
        }

        var active = new ActiveFault(Interlocked.Increment(ref _lastId), fault, label);
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), active);
        return active;
    }

    public ActiveFault? Find(int id) => _faults.Find(fault => fault.Id == id);

    /// <summary>Takes the fault away; requests it holds go on.</summary>
    public bool Remove(int id)
    {
        if (Find(id) is not { } fault)
        {
            return false;
        }

        ImmutableInterlocked.Update(ref _faults, static (faults, removed) => faults.Remove(removed), fault);
        fault.Release();
        return true;
    }

    public void Clear()
    {
        foreach (var fault in Interlocked.Exchange(ref _faults, []))
        {
            fault.Release();
        }
    }

    /// <summary>The faults that hit this request; they are counted as hit.</summary>
    internal IReadOnlyList<ActiveFault> Hit(Operation operation, string? label)
    {
        var faults = _faults;
        if (faults.IsEmpty)
        {
            return [];
        }

        var hit = new List<ActiveFault>();
        foreach (var fault in faults)
        {
            var taken = hit.Exists(other => Modifies(fault.Fault.Kind) ? other.Fault.Kind == fault.Fault.Kind : !Modifies(other.Fault.Kind));
            if (!taken && fault.TryHit(operation, label))
            {
                hit.Add(fault);
            }
        }

        return hit;
    }

    private static bool Modifies(FaultKind kind) => kind is
        FaultKind.Delay or FaultKind.HoldBefore or FaultKind.HoldAfter or FaultKind.DelayedVisibility or FaultKind.ShortTokenLife;
}
