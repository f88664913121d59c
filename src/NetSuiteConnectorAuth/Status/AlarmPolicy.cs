using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Status;

/// <summary>
/// When tenants of one integration break together, it is one thing that happened to the integration and not one to each of them:
/// its credentials were reset, it was blocked, its grant was taken away. And when it is this machine. Pure.
/// </summary>
public static class AlarmPolicy
{
    private static readonly TimeSpan Together = TimeSpan.FromHours(1);

    /// <summary>NetSuite names the integration itself: two are no coincidence.</summary>
    private const int FewestOfIntegration = 2;

    private const int FewestOfAnything = 5;

    /// <summary>One for each integration and what happened to it, the most tenants first.</summary>
    /// <param name="broken">All tenants that need a person.</param>
    public static IReadOnlyList<AlarmStatus> Of(IEnumerable<BrokenTenant> broken) =>
    [
        .. broken
            .GroupBy(tenant => (tenant.Integration, Cause: CauseOf(tenant.Reason)))
            .Select(group => (group.Key, Reason: ReasonOf(group), Since: FirstTogether(TimesOf(group), FewestOf(group.Key.Cause)), Count: group.Count()))
            .Where(group => group.Since is not null)
            .OrderByDescending(group => group.Count)
            .Select(group => new AlarmStatus(group.Key.Integration, group.Reason, group.Count, group.Since!.Value)),
    ];

    /// <summary>
    /// This machine's clock is so wrong that NetSuite refuses what is signed here: one for the whole process, null when there is none.
    /// </summary>
    /// <param name="failing">Since when connected tenants get no token for that reason.</param>
    public static AlarmStatus? OfClock(IReadOnlyCollection<DateTimeOffset> failing) =>
        failing.Count > 0 ? new AlarmStatus(null, FailureCodes.ClockSkew, failing.Count, failing.Min()) : null;

    /// <summary>
    /// A refreshed sandbox and one in which the integration was blocked may answer alike, so both are called a suspected refresh. One is the
    /// customer's matter; when there are several, or others are refused by name, it is the integration that is to be looked at.
    /// </summary>
    private static string CauseOf(string reason) => reason is ConnectionPolicy.SandboxRefreshSuspected ? FailureCodes.UnauthorizedClient : reason;

    /// <summary>What NetSuite named outright, when it did so for any of them.</summary>
    private static string ReasonOf(IEnumerable<BrokenTenant> broken) =>
        broken.Select(tenant => tenant.Reason).OrderBy(reason => reason is ConnectionPolicy.SandboxRefreshSuspected).First();

    /// <summary>A refresh breaks all tenants of its sandbox and is one thing that happened.</summary>
    private static List<DateTimeOffset> TimesOf(IEnumerable<BrokenTenant> broken) =>
    [
        .. broken
            .OrderBy(tenant => tenant.Since)
            .DistinctBy(tenant => tenant.Reason is ConnectionPolicy.SandboxRefreshSuspected ? (object?)tenant.Account ?? tenant : tenant)
            .Select(tenant => tenant.Since),
    ];

    private static int FewestOf(string cause) =>
        cause is FailureCodes.InvalidClient or FailureCodes.UnauthorizedClient ? FewestOfIntegration : FewestOfAnything;

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
public sealed record BrokenTenant(string Integration, AccountId? Account, string Reason, DateTimeOffset Since);
