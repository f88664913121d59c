using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Tokens that jobs said NetSuite refused. Saying so puts a token out when it is the one that is held, at most once a minute a tenant.
/// </summary>
public sealed class RejectedTokens(TimeProvider time)
{
    /// <summary>How long the token that replaced a refused one is safe from the next refusal.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TenantName, Rejection> _rejections = new();

    /// <summary>Is this token not to be handed out again?</summary>
    /// <param name="rejected">
    /// The token the job that asks says was refused; null when it says nothing, or when NetSuite is not to be asked for another now: a token
    /// that cannot be replaced is not taken from everybody else.
    /// </param>
    public bool IsOut(TenantName tenant, AccessToken token, Secret? rejected)
    {
        var isKnown = _rejections.TryGetValue(tenant, out var last);
        if (isKnown && last!.Token.IssuedAt == token.IssuedAt && last.Token.Value.Equals(token.Value))
        {
            return true;
        }

        var now = time.GetUtcNow();
        if (rejected is null || !token.Value.Equals(rejected) || (isKnown && last!.At + Pause > now))
        {
            return false;
        }

        // Who was overtaken judges again: it may have been for the same token.
        var rejection = new Rejection(token, now);
        return (isKnown ? _rejections.TryUpdate(tenant, rejection, last!) : _rejections.TryAdd(tenant, rejection))
            || IsOut(tenant, token, rejected);
    }

    public void Forget(TenantName tenant) => _rejections.TryRemove(tenant, out _);

    public void Prune()
    {
        var now = time.GetUtcNow();
        foreach (var old in _rejections.Where(entry => entry.Value.Token.ExpiresAt <= now && entry.Value.At + Pause <= now))
        {
            _rejections.TryRemove(old);
        }
    }

    private sealed record Rejection(AccessToken Token, DateTimeOffset At);
}
