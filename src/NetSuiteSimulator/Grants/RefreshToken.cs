namespace NetSuiteSimulator.Grants;

/// <summary>A refresh token. A public client's is replaced at each use, a confidential client's never (section_158082518856).</summary>
internal sealed class RefreshToken(Grant grant, DateTimeOffset expiresAt)
{
    private int _spent;

    public Grant Grant { get; } = grant;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>True for the first caller only.</summary>
    public bool TrySpend() => Interlocked.Exchange(ref _spent, 1) == 0;
}
