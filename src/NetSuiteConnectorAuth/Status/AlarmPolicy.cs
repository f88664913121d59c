using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Status;

/// <summary>
/// When tenants of one integration break together, it is one thing that happened to the integration and not one to each of them:
/// its credentials were reset, it was blocked, its grant was taken away. Pure.
/// </summary>
public static class AlarmPolicy
{
    private static readonly TimeSpan Together = TimeSpan.FromHours(1);

    /// <summary>NetSuite names the integration itself: two are no coincidence.</summary>
    private const int FewestOfIntegration = 2;

    private const int FewestOfAnything = 5;

    /// <summary>One for each integration and reason, the most tenants first.</summary>
    /// <param name="broken">All tenants that need a person.</param>
    public static IReadOnlyList<AlarmStatus> Of(IEnumerable<BrokenTenant> broken) =>
    [
        .. broken
            .GroupBy(tenant => (tenant.Integration, tenant.Reason))
            .Select(group => (group.Key, Since: FirstTogether([.. group.Select(tenant => tenant.Since).Order()], FewestOf(group.Key.Reason)), Count: group.Count()))
            .Where(group => group.Since is not null)
            .OrderByDescending(group => group.Count)
            .Select(group => new AlarmStatus(group.Key.Integration, group.Key.Reason, group.Count, group.Since!.Value)),
    ];

    private static int FewestOf(string reason) =>
        reason is FailureCodes.InvalidClient or FailureCodes.UnauthorizedClient ? FewestOfIntegration : FewestOfAnything;

    private static DateTimeOffset? FirstTogether(List<DateTimeOffset> times, int fewest)
    {
        for (var i = 0; i + fewest <= times.Count; i++)
        {
            if (times[i + fewest - 1] - times[i] <= Together)
            {
                return times[i];
            }
        }

        return null;
    }
}

/// <summary>A tenant that needs a person, by what it has in common with others.</summary>
public readonly record struct BrokenTenant(string Integration, string Reason, DateTimeOffset Since);
