using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Status;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>One alarm for what happened to an integration.</summary>
public sealed class AlarmPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_tenants_that_lose_the_integration_within_an_hour_are_one_alarm() =>
        Assert.Equal(
            [new AlarmStatus("default", "invalid_client", 2, Start)],
            AlarmPolicy.Of([Broken(0, "invalid_client"), Broken(60, "invalid_client")]));

    [Fact]
    public void Two_that_lose_it_on_different_days_are_none() =>
        Assert.Empty(AlarmPolicy.Of([Broken(0, "invalid_client"), Broken(61, "invalid_client")]));

    [Fact]
    public void Different_integrations_and_reasons_are_not_added_up() =>
        Assert.Empty(AlarmPolicy.Of(
            [Broken(0, "invalid_client"), Broken(0, "unauthorized_client"), Broken(0, "invalid_client", "other")]));

    [Fact]
    public void What_is_usually_a_tenants_own_matter_takes_five()
    {
        Assert.Empty(AlarmPolicy.Of(Enumerable.Range(0, 4).Select(i => Broken(i, "invalid_grant"))));
        Assert.Equal(5, Assert.Single(AlarmPolicy.Of(Enumerable.Range(0, 5).Select(i => Broken(i, "invalid_grant")))).Tenants);
    }

    [Fact]
    public void It_stands_for_as_long_as_they_are_broken_and_counts_those_that_follow() =>
        Assert.Equal(
            3, Assert.Single(AlarmPolicy.Of([Broken(0, "invalid_client"), Broken(5, "invalid_client"), Broken(5000, "invalid_client")])).Tenants);

    [Fact]
    public void Two_sandboxes_that_were_perhaps_refreshed_and_perhaps_blocked_are_one_alarm() =>
        Assert.Equal(
            [new AlarmStatus("default", "sandbox_refresh_suspected", 3, Start)],
            AlarmPolicy.Of([Suspected(0, "1234567_SB1"), Suspected(5, "1234567_SB1"), Suspected(60, "7654321_SB1")]));

    [Fact]
    public void All_tenants_of_one_sandbox_are_no_alarm_for_it_was_refreshed_once() =>
        Assert.Empty(AlarmPolicy.Of(Enumerable.Range(0, 9).Select(i => Suspected(i, "1234567_SB1"))));

    [Fact]
    public void A_suspected_refresh_beside_a_refusal_by_name_is_the_integration_that_was_named() =>
        Assert.Equal(
            [new AlarmStatus("default", "unauthorized_client", 2, Start)],
            AlarmPolicy.Of([Suspected(0, "1234567_SB1"), Broken(30, "unauthorized_client")]));

    [Fact]
    public void A_clock_that_NetSuite_contradicts_and_that_costs_tokens_is_one_alarm_of_no_integration()
    {
        Assert.Equal(new AlarmStatus(null, "clock_skew", 2, Start), AlarmPolicy.OfClock([Start.AddMinutes(1), Start]));
        Assert.Null(AlarmPolicy.OfClock([]));
    }

    private static BrokenTenant Broken(int minutes, string reason, string integration = "default") =>
        new(integration, AccountId.Parse("1234567"), reason, Start.AddMinutes(minutes));

    private static BrokenTenant Suspected(int minutes, string account) =>
        new("default", AccountId.Parse(account), "sandbox_refresh_suspected", Start.AddMinutes(minutes));
}
