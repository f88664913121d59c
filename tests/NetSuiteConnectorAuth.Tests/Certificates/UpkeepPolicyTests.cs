using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>When what is due, and when a refusal counts: pure decisions.</summary>
public sealed class UpkeepPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_thousand_tenants_connected_in_one_minute_renew_spread_over_a_fifth_of_the_window_and_no_minute_holds_two_percent()
    {
        var due = Enumerable.Range(0, 1000).Select(i => UpkeepPolicy.NextRotation(Certificate($"tenant-{i}", 365), 0.66, Now)).ToList();

        // The window is what is left after two thirds of the year: 124 days.
        Assert.InRange((due.Max() - due.Min()).TotalDays, 0.2 * 0.34 * 365, 0.34 * 365);
        Assert.InRange(due.GroupBy(at => at.Ticks / TimeSpan.TicksPerMinute).Max(minute => minute.Count()), 1, 20);
        Assert.InRange(due.Count(at => at.Minute == 0), 0, 50);
    }

    [Theory]
    [InlineData(365, 24)]
    [InlineData(1.5, 18)]
    [InlineData(0.5, 6)]
    public void A_certificate_is_not_renewed_within_a_day_unless_it_ends_before(double days, double fewestHours) =>
        Assert.InRange((UpkeepPolicy.NextRotation(Certificate("acme", days), 0.01, Now) - Now).TotalHours, fewestHours - 0.01, 24.01);

    [Fact]
    public void No_wait_of_ours_is_so_long_that_a_wrong_clock_is_suspected_of_it()
    {
        var reviews = Enumerable.Range(0, 100).SelectMany(i => new[]
        {
            UpkeepPolicy.ReviewBackOff(i), UpkeepPolicy.ProbeBackOff(i), UpkeepPolicy.NextReview(TenantName.Parse($"tenant-{i}"), Now) - Now,
        });
        Assert.All(reviews, wait => Assert.True(wait < UpkeepPolicy.LongestReviewWait(overlap: TimeSpan.Zero)));
        Assert.True(TimeSpan.FromDays(30) < UpkeepPolicy.LongestReviewWait(overlap: TimeSpan.FromDays(30)));

        Assert.All(Enumerable.Range(1, 100), i => Assert.True(UpkeepPolicy.BackOff(i, TimeSpan.FromDays(700)) < UpkeepPolicy.LongestRotationWait));

        var identity = new ConsentedIdentity(AccountId.Parse("1234567"), 1042, 317, "https://rest.example", "https://restlet.example");
        var issuance = Issuance.Rotate(TenantName.Parse("acme"), "default", "client", ScopeSet.Parse("restlets"), identity, null, Now);
        for (var i = 0; i < 100; i++)
        {
            issuance.Retry("unavailable", i % 2 == 0 ? null : TimeSpan.FromHours(1), Now);
            Assert.True(issuance.DueAt - Now < UpkeepPolicy.LongestIssuanceWait);
        }
    }

    [Fact]
    public void An_upload_that_cannot_be_told_of_yet_is_looked_for_soon_and_at_the_latest_when_it_can_be_however_often_it_was()
    {
        var identity = new ConsentedIdentity(AccountId.Parse("1234567"), 1042, 317, "https://rest.example", "https://restlet.example");
        var issuance = Issuance.Rotate(TenantName.Parse("acme"), "default", "client", ScopeSet.Parse("restlets"), identity, null, Now);
        for (var i = 0; i < 20; i++)
        {
            issuance.AwaitUpload("upload_unconfirmed", TimeSpan.FromSeconds(17), Now);
            Assert.InRange(issuance.DueAt!.Value, Now + TimeSpan.FromSeconds(1), Now + TimeSpan.FromSeconds(17));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(5, 16)]
    [InlineData(6, 24)]
    [InlineData(60, 24)]
    public void Failed_rotations_back_off_by_hours(int failures, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), UpkeepPolicy.BackOff(failures, TimeSpan.FromDays(100)));

    [Fact]
    public void The_back_off_shrinks_with_the_time_that_is_left()
    {
        Assert.Equal(TimeSpan.FromHours(3), UpkeepPolicy.BackOff(10, TimeSpan.FromDays(1)));
        Assert.Equal(TimeSpan.FromMinutes(1), UpkeepPolicy.BackOff(10, TimeSpan.FromMinutes(5)));
        Assert.Equal(TimeSpan.FromMinutes(1), UpkeepPolicy.BackOff(10, TimeSpan.FromDays(-1)));
    }

    [Theory]
    [InlineData(15, null, null)]
    [InlineData(14, null, 14)]
    [InlineData(8, 14, null)]
    [InlineData(7, 14, 7)]
    [InlineData(0.5, 7, 1)]
    [InlineData(0.5, 1, null)]
    [InlineData(0.5, null, 1)]
    public void Warnings_come_at_fourteen_seven_and_one_days_once_each(double daysLeft, int? warned, int? due) =>
        Assert.Equal(due, UpkeepPolicy.WarningDue(Now.AddDays(daysLeft), warned, Now));

    [Fact]
    public void A_broken_tenant_is_probed_fewer_than_thirty_times_a_day()
    {
        var at = TimeSpan.Zero;
        var probes = 0;
        for (; at < TimeSpan.FromDays(1); at += UpkeepPolicy.ProbeBackOff(probes))
        {
            probes++;
        }

        Assert.InRange(probes, 20, 29);
    }

    [Theory]
    [InlineData(FailureKind.Permanent, true, CertificateSight.Unknown, 0, 1, true)]
    [InlineData(FailureKind.Permanent, false, CertificateSight.Unknown, 0, 1, false)]
    [InlineData(FailureKind.Ambiguous, false, CertificateSight.Unknown, 0, 1, false)]
    [InlineData(FailureKind.Ambiguous, false, CertificateSight.Listed, 14, 50, false)]
    [InlineData(FailureKind.Ambiguous, false, CertificateSight.Listed, 15, 2, false)]
    [InlineData(FailureKind.Ambiguous, false, CertificateSight.Listed, 15, 3, true)]
    [InlineData(FailureKind.Ambiguous, false, CertificateSight.Missing, 0, 1, true)]
    [InlineData(FailureKind.Ambiguous, false, CertificateSight.Revoked, 0, 1, true)]
    [InlineData(FailureKind.Transient, false, CertificateSight.Missing, 900, 900, false)]
    [InlineData(FailureKind.Throttled, false, CertificateSight.Revoked, 900, 900, false)]
    public void One_refusal_is_none_unless_it_is_confirmed_or_the_list_agrees_or_it_goes_on(
        FailureKind kind, bool confirmed, CertificateSight sight, int minutes, int refusals, bool isBroken) =>
        Assert.Equal(isBroken, ConnectionPolicy.IsBroken(
            new NetSuiteFailure(kind, "any") { IsConfirmed = confirmed }, sight, Now.AddMinutes(-minutes), refusals, Now));

    [Theory]
    [InlineData("invalid_grant", CertificateSight.Unknown, AccountEnvironment.Production, "invalid_grant")]
    [InlineData("invalid_grant", CertificateSight.Unknown, AccountEnvironment.Sandbox, "sandbox_refresh_suspected")]
    [InlineData("invalid_grant", CertificateSight.Listed, AccountEnvironment.Sandbox, "invalid_grant")]
    [InlineData("unauthorized_client", CertificateSight.Unknown, AccountEnvironment.Production, "unauthorized_client")]
    [InlineData("unauthorized_client", CertificateSight.Unknown, AccountEnvironment.Sandbox, "sandbox_refresh_suspected")]
    [InlineData("unauthorized_client", CertificateSight.Listed, AccountEnvironment.Sandbox, "unauthorized_client")]
    [InlineData("server_error", CertificateSight.Missing, AccountEnvironment.Production, "certificate_missing")]
    [InlineData("server_error", CertificateSight.Missing, AccountEnvironment.ReleasePreview, "sandbox_refresh_suspected")]
    [InlineData("server_error", CertificateSight.Revoked, AccountEnvironment.Sandbox, "certificate_revoked")]
    [InlineData("invalid_client", CertificateSight.Unknown, AccountEnvironment.Sandbox, "invalid_client")]
    public void A_broken_connection_is_named_by_what_the_list_says_or_else_by_the_refusal(
        string failure, CertificateSight sight, AccountEnvironment environment, string reason) =>
        Assert.Equal(reason, ConnectionPolicy.ReasonOf(failure, sight, environment));

    [Theory]
    [InlineData(FailureKind.Transient, 1, null, 0)]
    [InlineData(FailureKind.Transient, 2, null, 1)]
    [InlineData(FailureKind.Transient, 50, null, 30)]
    [InlineData(FailureKind.Ambiguous, 1, null, 0)]
    [InlineData(FailureKind.Ambiguous, 2, null, 5)]
    [InlineData(FailureKind.Ambiguous, 50, null, 60)]
    [InlineData(FailureKind.Throttled, 1, 240, 240)]
    public void NetSuite_is_left_alone_ever_longer_and_as_long_as_it_asks(FailureKind kind, int failures, int? retryAfter, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            ConnectionPolicy.Pause(kind, failures, retryAfter is null ? null : TimeSpan.FromSeconds(retryAfter.Value)));

    [Fact]
    public void A_record_is_full_when_the_next_certificate_finds_no_room_and_ours_that_only_drain_do_not_count()
    {
        var (signing, draining) = (Certificate("acme", 365), Certificate("acme", 365, "drains"));
        draining.Retired(Now);

        Assert.True(Compare(signing, [signing], "a", "b", "c", "d").IsFull);
        Assert.False(Compare(signing, [signing], "a", "b", "c").IsFull);
        Assert.False(Compare(signing, [signing, draining], "a", "b", "c", "drains").IsFull);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    public void A_slot_is_taken_until_the_last_day_is_over_everywhere(int days, bool isFull)
    {
        var signing = Certificate("acme", 100);
        var ended = Listed("ends") with { ValidUntil = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(days) };

        Assert.Equal(isFull, CertificateComparison.Of(signing, [signing], [Listed(signing.Id), Listed("a"), Listed("b"), Listed("c"), ended], 5, Now).IsFull);
    }

    private static CertificateComparison Compare(Certificate signing, Certificate[] ours, params string[] others) => CertificateComparison.Of(
        signing, ours, [Listed(signing.Id), .. others.Select(Listed)], 5, Now);

    private static ListedCertificate Listed(string id) =>
        new(id, 1042, 317, null, null, DateOnly.FromDateTime(Now.AddDays(100).UtcDateTime), false, "EC");

    private static Certificate Certificate(string tenant, double days, string id = "signs") => new()
    {
        Tenant = TenantName.Parse(tenant),
        Id = id,
        Account = AccountId.Parse("1234567"),
        ClientId = "client",
        Role = 1042,
        Entity = 317,
        Algorithm = SigningAlgorithm.ES256,
        Pem = "",
        NotBefore = Now,
        NotAfter = Now.AddDays(days),
        MadeAt = Now,
    };
}
