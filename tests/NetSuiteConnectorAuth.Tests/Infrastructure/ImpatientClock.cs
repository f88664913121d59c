using Microsoft.Extensions.Time.Testing;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// A clock that stands still but for short waits: whoever waits for a moment, as between two attempts, has waited as soon as it begins. So
/// no time-out is met, and no call is slow, because the machine has other things to do.
/// </summary>
internal sealed class ImpatientClock() : FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestMoment = TimeSpan.FromSeconds(4);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestMoment)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
