using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Tenants;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Events;

public sealed class EventTypeTests
{
    [Fact]
    public void The_names_are_the_ten_of_the_contract() => Assert.Equal(
        [
            "certificate.activated", "certificate.expiring", "certificate.revoked", "certificate.uploaded", "rotation.failed",
            "tenant.connected", "tenant.disconnected", "tenant.reconnect_required", "tenant.reconnected", "tenant.recovered",
        ],
        EventType.All.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void The_first_ID_of_a_time_parts_what_was_before_from_what_was_not(int milliseconds, bool isBefore)
    {
        var time = new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);
        var id = AuditEvent.Of(TenantName.Parse("acme"), EventType.TenantConnected, "test", time.AddMilliseconds(milliseconds)).Id;

        Assert.Equal(isBefore, string.CompareOrdinal(id, AuditEvent.FirstIdAt(time)) < 0);
    }
}
