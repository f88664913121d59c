using NetSuiteConnectorAuth.Events;
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
}
