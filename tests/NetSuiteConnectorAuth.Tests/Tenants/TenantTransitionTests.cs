using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants;

/// <summary>Every verb in every state: where it leads, or that it is refused and changes nothing.</summary>
public sealed class TenantTransitionTests
{
    private const string Begin = nameof(Tenant.BeginProvisioning);
    private const string Activate = nameof(Tenant.Activate);
    private const string Fail = nameof(Tenant.FailProvisioning);
    private const string ConsentFailed = nameof(Tenant.ConsentFailed);
    private const string Require = nameof(Tenant.RequireReconnect);
    private const string Issued = nameof(Tenant.TokenIssued);
    private const string TokenFailed = nameof(Tenant.TokenFailed);
    private const string TokenRefused = nameof(Tenant.TokenRefused);
    private const string Recover = nameof(Tenant.Recover);
    private const string Disconnect = nameof(Tenant.Disconnect);

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ScopeSet Scopes = ScopeSet.Parse("rest_webservices");
    private static readonly ConsentedIdentity Identity = IdentityIn("1234567");

    public static TheoryData<TenantStatus, string, TenantStatus?> Table => new()
    {
        { TenantStatus.Pending, Begin, TenantStatus.Provisioning },
        { TenantStatus.Pending, Activate, null },
        { TenantStatus.Pending, Fail, null },
        { TenantStatus.Pending, ConsentFailed, TenantStatus.Pending },
        { TenantStatus.Pending, Require, null },
        { TenantStatus.Pending, Issued, null },
        { TenantStatus.Pending, TokenFailed, null },
        { TenantStatus.Pending, TokenRefused, null },
        { TenantStatus.Pending, Recover, null },
        { TenantStatus.Pending, Disconnect, TenantStatus.Disconnected },

        { TenantStatus.Provisioning, Begin, TenantStatus.Provisioning },
        { TenantStatus.Provisioning, Activate, TenantStatus.Connected },
        { TenantStatus.Provisioning, Fail, TenantStatus.Pending },
        { TenantStatus.Provisioning, ConsentFailed, null },
        { TenantStatus.Provisioning, Require, null },
        { TenantStatus.Provisioning, Issued, null },
        { TenantStatus.Provisioning, TokenFailed, null },
        { TenantStatus.Provisioning, TokenRefused, null },
        { TenantStatus.Provisioning, Recover, null },
        { TenantStatus.Provisioning, Disconnect, TenantStatus.Disconnected },

        { TenantStatus.Connected, Begin, TenantStatus.Connected },
        { TenantStatus.Connected, Activate, TenantStatus.Connected },
        { TenantStatus.Connected, Fail, TenantStatus.Connected },
        { TenantStatus.Connected, ConsentFailed, null },
        { TenantStatus.Connected, Require, TenantStatus.ReconnectRequired },
        { TenantStatus.Connected, Issued, TenantStatus.Connected },
        { TenantStatus.Connected, TokenFailed, TenantStatus.Connected },
        { TenantStatus.Connected, TokenRefused, TenantStatus.Connected },
        { TenantStatus.Connected, Recover, null },
        { TenantStatus.Connected, Disconnect, TenantStatus.Disconnected },

        { TenantStatus.ReconnectRequired, Begin, TenantStatus.Provisioning },
        { TenantStatus.ReconnectRequired, Activate, TenantStatus.Connected },
        { TenantStatus.ReconnectRequired, Fail, null },
        { TenantStatus.ReconnectRequired, ConsentFailed, null },
        { TenantStatus.ReconnectRequired, Require, null },
        { TenantStatus.ReconnectRequired, Issued, null },
        { TenantStatus.ReconnectRequired, TokenFailed, null },
        { TenantStatus.ReconnectRequired, TokenRefused, null },
        { TenantStatus.ReconnectRequired, Recover, TenantStatus.Connected },
        { TenantStatus.ReconnectRequired, Disconnect, TenantStatus.Disconnected },

        { TenantStatus.Disconnected, Begin, TenantStatus.Provisioning },
        { TenantStatus.Disconnected, Activate, null },
        { TenantStatus.Disconnected, Fail, null },
        { TenantStatus.Disconnected, ConsentFailed, null },
        { TenantStatus.Disconnected, Require, null },
        { TenantStatus.Disconnected, Issued, null },
        { TenantStatus.Disconnected, TokenFailed, null },
        { TenantStatus.Disconnected, TokenRefused, null },
        { TenantStatus.Disconnected, Recover, null },
        { TenantStatus.Disconnected, Disconnect, null },
    };

    /// <summary>The table's tenants are provisioned for the first time; where another attempt leads when it fails.</summary>
    public static TheoryData<TenantStatus> FailedAfterAnEarlierLife => [TenantStatus.ReconnectRequired, TenantStatus.Disconnected];

    [Theory]
    [MemberData(nameof(Table))]
    public void A_verb_leads_where_the_table_says_or_changes_nothing(TenantStatus from, string verb, TenantStatus? to)
    {
        var tenant = TenantIn(from);
        var version = tenant.Version;

        var transition = Apply(tenant, verb, Identity);

        Assert.Equal(to is not null, transition.IsApplied);
        Assert.Equal(to ?? from, tenant.Status);
        Assert.Equal(to is null ? version : version + 1, tenant.Version);
        Assert.Equal(to is null ? from : null, transition.RefusedIn);
    }

    [Fact]
    public void The_table_has_a_row_for_every_state_and_verb()
    {
        string[] verbs = [Begin, Activate, Fail, ConsentFailed, Require, Issued, TokenFailed, TokenRefused, Recover, Disconnect];
        var states = Enum.GetValues<TenantStatus>();

        var rows = Table.Select(row => (row.Data.Item1, row.Data.Item2)).ToHashSet();

        Assert.Equal(states.Length * verbs.Length, rows.Count);
    }

    [Theory]
    [InlineData(Begin)]
    [InlineData(Activate)]
    public void A_tenant_that_was_ever_connected_refuses_another_account(string verb)
    {
        var tenant = TenantIn(TenantStatus.ReconnectRequired);

        Assert.False(Apply(tenant, verb, IdentityIn("7654321")).IsApplied);
        Assert.Equal("1234567", tenant.Account!.Value);
    }

    [Fact]
    public void A_tenant_that_was_never_connected_may_be_tried_with_another_account()
    {
        var tenant = TenantIn(TenantStatus.Provisioning);
        _ = tenant.FailProvisioning("permission_missing", Start);

        Assert.True(tenant.BeginProvisioning(IdentityIn("7654321"), Start).IsApplied);
        Assert.Equal("7654321", tenant.Account!.Value);
    }

    [Fact]
    public void A_first_attempt_that_needs_a_person_ends_pending_and_failing_with_its_reason()
    {
        var tenant = TenantIn(TenantStatus.Provisioning);

        _ = tenant.FailProvisioning("slots_full", Start.AddMinutes(1));

        Assert.Equal(TenantStatus.Pending, tenant.Status);
        Assert.Equal(TenantHealth.Failing, tenant.Health);
        Assert.Equal("slots_full", tenant.HealthReason);
        Assert.Equal(Start.AddMinutes(1), tenant.HealthSince);
    }

    [Theory]
    [MemberData(nameof(FailedAfterAnEarlierLife))]
    public void A_consent_that_fails_leads_a_tenant_back_to_where_it_was(TenantStatus before)
    {
        var tenant = TenantIn(before);
        _ = tenant.BeginProvisioning(Identity, Start);

        _ = tenant.FailProvisioning("slots_full", Start);

        Assert.Equal(before, tenant.Status);
    }

    [Fact]
    public void Each_activation_is_a_new_generation()
    {
        var tenant = TenantIn(TenantStatus.Connected);

        _ = tenant.Activate(Identity, "default", Scopes, Start);

        Assert.Equal(2, tenant.Generation);
    }

    [Fact]
    public void Health_keeps_the_time_of_its_last_change_not_of_its_last_observation()
    {
        var tenant = TenantIn(TenantStatus.Connected);

        _ = tenant.TokenFailed("timeout", Start.AddMinutes(1));
        _ = tenant.TokenFailed("timeout", Start.AddMinutes(2));

        Assert.Equal(Start.AddMinutes(1), tenant.HealthSince);
        Assert.Equal(Start.AddMinutes(2), tenant.UpdatedAt);
    }

    private static Tenant TenantIn(TenantStatus status)
    {
        var tenant = Tenant.Open(TenantName.Parse("acme"), "default", Scopes, Start);
        string[] verbs = status switch
        {
            TenantStatus.Pending => [],
            TenantStatus.Provisioning => [Begin],
            TenantStatus.Connected => [Begin, Activate],
            TenantStatus.ReconnectRequired => [Begin, Activate, Require],
            TenantStatus.Disconnected => [Begin, Activate, Disconnect],
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
        foreach (var verb in verbs)
        {
            Assert.True(Apply(tenant, verb, Identity).IsApplied);
        }

        return tenant;
    }

    private static Transition Apply(Tenant tenant, string verb, ConsentedIdentity identity) => verb switch
    {
        Begin => tenant.BeginProvisioning(identity, Start),
        Activate => tenant.Activate(identity, "default", Scopes, Start),
        Fail => tenant.FailProvisioning("slots_full", Start),
        ConsentFailed => tenant.ConsentFailed("access_denied", Start),
        Require => tenant.RequireReconnect("invalid_grant", Start),
        Issued => tenant.TokenIssued(Start),
        TokenFailed => tenant.TokenFailed("timeout", Start),
        TokenRefused => tenant.TokenRefused("server_error", Start),
        Recover => tenant.Recover(Start),
        Disconnect => tenant.Disconnect(Start),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    private static ConsentedIdentity IdentityIn(string account) =>
        new(AccountId.Parse(account), 1042, 317, $"https://{account}.suitetalk.api.netsuite.com", $"https://{account}.restlets.api.netsuite.com");
}
