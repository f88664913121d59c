using Microsoft.Extensions.Time.Testing;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A clock that may be set wrongly, which touches neither what has elapsed nor when a timer fires.</summary>
internal sealed class WallClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public WallClock()
        : this(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>How far it is ahead of the right time.</summary>
    public TimeSpan Error { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Error;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
