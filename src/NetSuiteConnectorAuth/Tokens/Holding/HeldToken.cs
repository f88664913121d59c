using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>A token in memory, with what must be known of it between two requests.</summary>
/// <param name="refreshAt">From when on it is replaced in the background: <see cref="RefreshPolicy"/>.</param>
public sealed class HeldToken(AccessToken token, DateTimeOffset refreshAt)
{
    private int _isBeingReplaced;
    private long _usedAt;
    private TokenAnswer.Issued? _answer;

    public AccessToken Token { get; } = token;

    public DateTimeOffset RefreshAt { get; } = refreshAt;

    /// <summary>The second in which it was last asked for: who was not asked for longest makes room for others.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>The same object as long as the tenant is the same, so that handing out a token makes nothing new.</summary>
    public TokenAnswer.Issued AnswerFor(TenantSnapshot tenant, ScopeSet scopes) =>
        _answer is { } answer && ReferenceEquals(answer.Tenant, tenant) ? answer : _answer = new TokenAnswer.Issued(Token, tenant, scopes);

    /// <summary>True for one caller, who replaces it; false for all others until <see cref="EndReplacement"/>.</summary>
    public bool TryBeginReplacement() => Interlocked.CompareExchange(ref _isBeingReplaced, 1, 0) == 0;

    public void EndReplacement() => Volatile.Write(ref _isBeingReplaced, 0);

    /// <summary>Written once a second at most, so that a thousand readers do not fight for the line it is on.</summary>
    public void Use(DateTimeOffset now)
    {
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        if (UsedAt != second)
        {
            Volatile.Write(ref _usedAt, second);
        }
    }
}
