using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Accounts that asked for a rest. NetSuite limits an account and not a caller, so a 429 with <c>Retry-After</c> holds for every tenant of
/// that account: asking on would keep the limit up for the customer's other integrations, too. Thread-safe and bounded.
/// </summary>
public sealed class ThrottledAccounts(TimeProvider time)
{
    private const int Crowd = 10_000;

    private readonly ConcurrentDictionary<AccountId, DateTimeOffset> _until = new();

    /// <summary>How long the account is still to be left alone; null when it may be asked.</summary>
    public TimeSpan? RestOf(AccountId account)
    {
        var now = time.GetUtcNow();
        return _until.TryGetValue(account, out var until) && until > now ? until - now : null;
    }

    /// <summary>Takes note of what an account has just asked for; a shorter wish does not cut an earlier one short.</summary>
    public void Observe(AccountId account, TimeSpan retryAfter)
    {
        var now = time.GetUtcNow();
        if (_until.Count >= Crowd)
        {
            foreach (var over in _until.Where(entry => entry.Value <= now))
            {
                _until.TryRemove(over);
            }
        }

        _until.AddOrUpdate(account, now + retryAfter, (_, until) => until > now + retryAfter ? until : now + retryAfter);
    }
}
