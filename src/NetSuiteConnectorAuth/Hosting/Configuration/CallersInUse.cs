namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Whether the callers and issuers in use are those that the configuration names now. A secret that was taken out beside a typo still
/// opens the door, and an operator must be able to see that without reading the log.
/// </summary>
public sealed class CallersInUse(TimeProvider time)
{
    private volatile Reading _last = new(time.GetUtcNow(), Faults: 0, RefusedSince: null);

    public Reading Last => _last;

    public void Replaced() => _last = new(time.GetUtcNow(), Faults: 0, RefusedSince: null);

    /// <param name="faults">Of the configuration as it is now; 0 when it is that in use.</param>
    public void Stayed(int faults) =>
        _last = _last with { Faults = faults, RefusedSince = faults == 0 ? null : _last.RefusedSince ?? time.GetUtcNow() };

    /// <param name="AppliedAt">Since when they are in use.</param>
    /// <param name="Faults">Why they are not the newest; one that cannot be read at all counts as one.</param>
    /// <param name="RefusedSince">Null when they are the newest.</param>
    public sealed record Reading(DateTimeOffset AppliedAt, int Faults, DateTimeOffset? RefusedSince);
}
