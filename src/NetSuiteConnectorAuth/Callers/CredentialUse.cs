namespace NetSuiteConnectorAuth.Callers;

/// <summary>When one credential last proved its caller: what an operator asks before taking the old one away.</summary>
public sealed class CredentialUse(string clientId, CredentialKind kind, string id)
{
    private long _ticks;

    public string ClientId { get; } = clientId;

    public CredentialKind Kind { get; } = kind;

    public string Id { get; } = id;

    /// <summary>Null when it was not used since this process began.</summary>
    public DateTimeOffset? LastUsedAt => Volatile.Read(ref _ticks) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Without a lock, and at most one write a second: every request of a caller passes here, on all processors.</summary>
    public void Touch(DateTimeOffset now)
    {
        if (now.UtcTicks - Volatile.Read(ref _ticks) >= TimeSpan.TicksPerSecond)
        {
            Volatile.Write(ref _ticks, now.UtcTicks);
        }
    }
}
