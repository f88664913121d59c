namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>
/// The clock of one seed. It moves only when it is told to, and whoever waits for a moment between two attempts has waited as soon as he
/// begins: so nothing in a seed ever waits for real, and one seed is always the same.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now;
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _elapsed;

    public void Restart(DateTimeOffset now)
    {
        _alarms.Clear();
        _now = now;
    }

    /// <summary>Time passes, and rings every alarm on its way.</summary>
    public void Advance(TimeSpan span)
    {
        var end = _elapsed + span.Ticks;
        while (_alarms.Where(alarm => alarm.At <= end).MinBy(alarm => alarm.At) is { } next)
        {
            _alarms.Remove(next);
            Move(Math.Max(next.At, _elapsed) - _elapsed);
            next.Ring();
        }

        Move(end - _elapsed);
    }

    /// <summary>Somebody sets the clock; no time passes.</summary>
    public void Set(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        if (dueTime != Timeout.InfiniteTimeSpan && dueTime <= LongestPause)
        {
            // How long exactly is left to chance by who asks; here it is always the same.
            Advance(TimeSpan.FromSeconds(1));
            alarm.Ring();
        }
        else
        {
            alarm.Change(dueTime, period);
        }

        return alarm;
    }

    private void Move(long ticks)
    {
        _elapsed += ticks;
        _now += TimeSpan.FromTicks(ticks);
    }

    private sealed class Alarm(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        public long At { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._alarms.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                At = time._elapsed + dueTime.Ticks;
                time._alarms.Add(this);
            }

            return true;
        }

        public void Dispose() => time._alarms.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
