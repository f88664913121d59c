using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Status;

/// <summary>The whole deployment in numbers, as of one moment.</summary>
public sealed record FleetFigures(
    IReadOnlyDictionary<(TenantStatus Status, TenantHealth Health), int> Tenants,
    IReadOnlyDictionary<string, int> ExpiringWithin,
    DateTimeOffset? NextExpiry,
    int RotationsRunning,
    int RotationsOverdue,
    IReadOnlyList<AlarmStatus> Alarms)
{
    /// <summary>The windows in which certificates that end are counted, by their names.</summary>
    public static readonly IReadOnlyList<(string Name, TimeSpan Window)> Windows =
        [("7d", TimeSpan.FromDays(7)), ("30d", TimeSpan.FromDays(30)), ("60d", TimeSpan.FromDays(60)), ("90d", TimeSpan.FromDays(90))];

    public static FleetFigures Empty { get; } = new(
        new Dictionary<(TenantStatus, TenantHealth), int>(), Windows.ToDictionary(window => window.Name, _ => 0), null, 0, 0, []);
}
