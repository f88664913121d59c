using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>When what of upkeep is due. Pure.</summary>
public static class UpkeepPolicy
{
    /// <summary>Days before a certificate's end on which is warned, when its renewal cannot proceed.</summary>
    public static readonly IReadOnlyList<int> WarningDays = [14, 7, 1];

    /// <summary>How often NetSuite's list is compared with ours when nothing else asks for it.</summary>
    public static readonly TimeSpan ReviewInterval = TimeSpan.FromHours(6);

    /// <summary>A connection that a person must mend is probed at most 27 times in its first day and 24 times in each later one.</summary>
    private static readonly TimeSpan[] Probes =
        [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)];

    private const int BadMoments = 24;

    private static readonly TimeSpan Floor = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromHours(24);
    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMinutes(1);

    /// <summary>So far the clocks of those who write waits and of who reads them may differ.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromHours(1);

    /// <summary>No failed rotation waits longer for the next one.</summary>
    public static readonly TimeSpan LongestRotationWait = LongestBackOff + ClockDifference;

    /// <summary>Between two attempts at a step of an issuance: an hour, and so long at most is heard when NetSuite asks for it.</summary>
    public static readonly TimeSpan LongestIssuanceWait = TimeSpan.FromHours(1) + ClockDifference;

    /// <summary>Until a review: its interval, or until the certificate before the present one is drained. A lease is shorter.</summary>
    public static TimeSpan LongestReviewWait(TimeSpan overlap) => (overlap > ReviewInterval ? overlap : ReviewInterval) + ClockDifference;

    /// <summary>
    /// When a certificate that has just begun to sign is renewed: as <see cref="CertificatePolicy.RenewsAt(Certificate, double)"/> says, yet
    /// not within a day, so that a NetSuite that grants next to nothing is not asked for ever; unless it would end before that.
    /// </summary>
    public static DateTimeOffset NextRotation(Certificate signing, double renewAt, DateTimeOffset now)
    {
        var left = signing.ValidUntil - now;
        var floor = now + (left / 2 < Floor ? left / 2 : Floor);
        var due = CertificatePolicy.RenewsAt(signing, renewAt);
        return due > floor ? due : floor;
    }

    /// <summary>1, 2, 4 … hours after so many failures in a row, always a small part of the time that is left.</summary>
    public static TimeSpan BackOff(int failures, TimeSpan left)
    {
        var wait = failures < 6 ? TimeSpan.FromHours(1 << (failures - 1)) : LongestBackOff;
        return Within(wait, left);
    }

    /// <summary>No wait is longer than an eighth of the time that is left, nor shorter than a minute.</summary>
    public static TimeSpan Within(TimeSpan wait, TimeSpan left)
    {
        var longest = left / 8 > ShortestBackOff ? left / 8 : ShortestBackOff;
        return wait < longest ? wait : longest;
    }

    /// <summary>Tenants connected together are not reviewed together: the first wait is up to an interval shorter.</summary>
    public static DateTimeOffset NextReview(TenantName tenant, DateTimeOffset now) =>
        now + (ReviewInterval * (0.75 + (0.25 * CertificatePolicy.Spread(tenant))));

    /// <summary>
    /// 2, 4, 8 … minutes up to half an hour: for a review that did not get through. After half a day of that it is not a bad moment, and
    /// comes no more often than any review.
    /// </summary>
    public static TimeSpan ReviewBackOff(int failures) =>
        failures < BadMoments ? TimeSpan.FromMinutes(Math.Min(30, 2 << Math.Min(failures, 4))) : ReviewInterval;

    public static TimeSpan ProbeBackOff(int failures) => Probes[Math.Min(failures, Probes.Length - 1)];

    /// <summary>The warning that is due so long before the end and was not given yet; null when none is.</summary>
    public static int? WarningDue(DateTimeOffset validUntil, int? warned, DateTimeOffset now)
    {
        var days = (validUntil - now).TotalDays;
        var due = WarningDays.Where(day => days <= day).Select(day => (int?)day).Min();
        return due is not null && (warned is null || due < warned) ? due : null;
    }
}
