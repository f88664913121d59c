using NetSuiteConnectorAuth.Events;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Events;

public sealed class AuditEventIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_one_millisecond_what_came_about_later_comes_later()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => AuditEventId.Next(Noon)).ToArray();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void They_are_UUIDs_of_version_7_that_tell_their_millisecond()
    {
        var id = Guid.ParseExact(AuditEventId.Next(Noon), "N");

        Assert.Equal(7, id.Version);
        Assert.Equal(0b10, id.Variant >> 2);
        Assert.Equal(Guid.CreateVersion7(Noon).ToString("N")[..12], id.ToString("N")[..12]);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void The_first_of_a_time_parts_what_was_before_from_what_was_not(int milliseconds, bool isBefore) =>
        Assert.Equal(isBefore, string.CompareOrdinal(AuditEventId.Next(Noon.AddMilliseconds(milliseconds)), AuditEventId.FirstAt(Noon)) < 0);
}
