using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Accounts that asked for a rest. NetSuite limits an account and not a caller, so a 429 with <c>Retry-After</c> holds for every tenant of
/// that account: asking on would keep the limit up for the customer's other integrations, too. By elapsed time, so that a clock that is set
/// right prolongs no rest. Thread-safe and bounded.
/// </summary>
public sealed class ThrottledAccounts(TimeProvider time)
{
    /// <summary>A wish that operators should hear of: nobody waits for so short a one to ask what is the matter.</summary>
    public static readonly TimeSpan LongRest = TimeSpan.FromMinutes(5);

    private const int Crowd = 10_000;

    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AccountId, Rest> _rests = new();

    /// <summary>How long the account is still to be left alone; null when it may be asked.</summary>
    public TimeSpan? RestOf(AccountId account) =>
        _rests.TryGetValue(account, out var rest) && Left(rest) is var left && left > TimeSpan.Zero ? left : null;

    /// <summary>Takes note of what an account has just asked for; a shorter wish does not cut an earlier one short.</summary>
    /// <returns>Whether a long rest begins with it.</returns>
    public bool Observe(AccountId account, TimeSpan retryAfter)
    {
        if (_rests.Count >= Crowd)
        {
            foreach (var over in _rests.Where(entry => Left(entry.Value) <= TimeSpan.Zero))
            {
                _rests.TryRemove(over);
            }
        }

        var rest = new Rest(time.GetTimestamp(), retryAfter);
        var before = TimeSpan.Zero;
        _rests.AddOrUpdate(
            account,
            _ =>
            {
                before = TimeSpan.Zero;
                return rest;
            },
            (_, earlier) => (before = Left(earlier)) > retryAfter ? earlier : rest);

        // Who was asked at the same time says it again, a moment later.
        return retryAfter >= LongRest && before < LongRest - Moment;
    }

    private TimeSpan Left(Rest rest) => rest.Wait - time.GetElapsedTime(rest.Since);

    private readonly record struct Rest(long Since, TimeSpan Wait);
}
