using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// NetSuite refuses assertions from the future and publishes no tolerance, so we go by its clock: what its <c>Date</c> headers told us
/// of each account's hosts. Thread-safe and bounded; an account whose clock agrees with ours takes no room.
/// </summary>
public sealed class NetSuiteClock(TimeProvider time)
{
    /// <summary>A larger difference is reported and not followed: then this machine's clock needs mending, or somebody lies.</summary>
    public static readonly TimeSpan LargestCorrection = TimeSpan.FromMinutes(10);

    /// <summary>Assertions begin this much before NetSuite's time. A difference that is not greater is noticed by nobody.</summary>
    public static readonly TimeSpan BackDating = TimeSpan.FromSeconds(30);

    /// <summary><c>Date</c> has whole seconds and travels; what is smaller than this is noise.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(5);

    private const int MostAccounts = 10_000;

    private readonly ConcurrentDictionary<AccountId, Measurement> _offsets = new();

    /// <summary>
    /// Whether a difference that is not followed was measured and still stands. Reckoned on from the measurement by elapsed time, so that a
    /// clock that is set right is believed at once and not when the last account was asked again.
    /// </summary>
    public bool IsDisputed => _offsets.Values.Any(measured => !IsFollowed(measured.Offset) && !IsFollowed(Present(measured)));

    /// <summary>
    /// NetSuite's clock minus ours, as last measured; zero when they agree or nothing was measured. To be shown and not to be reckoned
    /// with: it is whatever a header said, thousands of years included.
    /// </summary>
    public TimeSpan Offset(AccountId account) => _offsets.GetValueOrDefault(account).Offset;

    /// <summary>The part of <see cref="Offset"/> that is followed.</summary>
    public TimeSpan Correction(AccountId account) => IsFollowed(Offset(account)) ? Offset(account) : TimeSpan.Zero;

    /// <summary>The time it is at NetSuite, as far as we trust what we measured.</summary>
    public DateTimeOffset Now(AccountId account) => time.GetUtcNow() + Correction(account);

    public static bool IsFollowed(TimeSpan offset) => offset.Duration() <= LargestCorrection;

    /// <summary>Takes note of a <c>Date</c> header that has just arrived.</summary>
    public void Observe(AccountId account, DateTimeOffset date)
    {
        var now = time.GetUtcNow();
        var offset = date - now;
        if (offset.Duration() < Noise)
        {
            _offsets.TryRemove(account, out _);
            return;
        }

        if (_offsets.Count >= MostAccounts)
        {
            // Only measurements: the next answers bring them back.
            _offsets.Clear();
        }

        _offsets[account] = new Measurement(offset, now, time.GetTimestamp());
    }

    private TimeSpan Present(Measurement measured) =>
        measured.Offset + time.GetElapsedTime(measured.Timestamp) - (time.GetUtcNow() - measured.At);

    /// <param name="At">By this machine's clock, as it then was.</param>
    private readonly record struct Measurement(TimeSpan Offset, DateTimeOffset At, long Timestamp);
}
