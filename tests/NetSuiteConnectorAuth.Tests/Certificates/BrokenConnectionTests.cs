using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Knowing that a connection broke, why, and that it works again; and not believing it too soon.</summary>
public sealed class BrokenConnectionTests : IAsyncLifetime
{
    private static readonly (string, string)[] Cold = [("scope", "restlets")];

    private static readonly TimeSpan Half = TimeSpan.FromSeconds(150);

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task A_burst_of_refusals_breaks_nothing()
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""", Times = 4 });

        Assert.Equal("netsuite_ambiguous", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);
        Assert.Equal("netsuite_ambiguous", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);
        await _deployment.PassAsync(_time, TimeSpan.FromSeconds(20));
        await _deployment.TokenAsync(more: Cold);

        Assert.Equal(("connected", "ok", null), await StandingAsync());
        Assert.DoesNotContain("tenant.reconnect_required", await _deployment.EventsAsync());
    }

    [Fact]
    public async Task Refusals_that_go_on_for_a_quarter_of_an_hour_need_a_person_also_when_no_job_asks_again()
    {
        await _deployment.PassAsync(_time, TimeSpan.FromHours(2));
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""" });
        Assert.Equal("netsuite_ambiguous", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);

        await PassAsync(TimeSpan.FromMinutes(14));
        Assert.Equal(("connected", "failing", "server_error"), await StandingAsync());

        await PassAsync(TimeSpan.FromMinutes(40));
        Assert.Equal(("reconnect_required", "failing", "server_error"), await StandingAsync());
    }

    [Fact]
    public async Task The_list_read_with_a_token_that_still_lives_tells_at_once_that_the_certificate_was_revoked()
    {
        await _deployment.TokenAsync();
        NetSuite.Options.AssertionMistakesAreServerErrors = true;
        Account.Certificates.Revoke((await _deployment.SigningAsync()).Id, _time.GetUtcNow());

        Assert.Equal("reconnect_required", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);

        Assert.Equal(("reconnect_required", "failing", "certificate_revoked"), await StandingAsync());
        var certificates = await Deployment.JsonAsync(
            await _deployment.Internal.GetAsync("/tenants/acme/certificates", TestContext.Current.CancellationToken));
        Assert.Equal("revoked", Assert.Single(certificates.GetProperty("items").EnumerateArray()).GetProperty("state").GetString());
        AssertToldBroken("certificate_revoked");
    }

    [Fact]
    public async Task While_an_old_certificate_drains_that_it_is_refused_confirms_nothing_of_the_new_one()
    {
        var old = (await _deployment.SigningAsync()).Id;
        await _deployment.Internal.PostAsync("/tenants/acme/rotate", null, TestContext.Current.CancellationToken);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == 2);
        NetSuite.FindAccount(Deployment.Account)!.Certificates.Revoke(old, _time.GetUtcNow());
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = """{"error":"invalid_grant"}""", Times = 3 });

        Assert.Equal("netsuite_ambiguous", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);

        Assert.Equal("connected", (await StandingAsync()).Item1);
        await _deployment.PassAsync(_time, TimeSpan.FromSeconds(20));
        await _deployment.TokenAsync(more: Cold);
    }

    [Fact]
    public async Task The_list_that_another_user_was_shown_does_not_bear_witness()
    {
        NetSuite.Options.OwnCertificatesOnly = true;
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account }), user: 318);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == 2);

        // The new certificate's first token was lost on the way; one of the user before still lives.
        await _deployment.ExecuteSqlAsync("DELETE FROM Tokens WHERE Generation = 2");
        await _deployment.RestartAsync();
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""", Times = 3 });

        Assert.Equal("netsuite_ambiguous", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);
        Assert.Equal("connected", (await StandingAsync()).Item1);
    }

    [Fact]
    public async Task A_review_notices_a_certificate_that_an_administrator_revoked_though_no_job_asks()
    {
        Account.Certificates.Revoke((await _deployment.SigningAsync()).Id, _time.GetUtcNow());

        await PassAsync(TimeSpan.FromHours(7));

        // No token lives any more by then, so the list cannot be asked.
        Assert.Equal(("reconnect_required", "failing", "invalid_grant"), await StandingAsync());
        Assert.Single(await _deployment.EventsAsync(), type => type == "tenant.reconnect_required");
    }

    [Fact]
    public async Task A_connection_that_a_review_finds_broken_is_told_in_the_log_once_and_with_its_reason()
    {
        NetSuite.Options.AccessTokenLifetime = TimeSpan.FromHours(12);
        await PassAsync(TimeSpan.FromHours(1));
        await _deployment.TokenAsync();
        Account.Certificates.Revoke((await _deployment.SigningAsync()).Id, _time.GetUtcNow());

        await PassAsync(TimeSpan.FromHours(9));

        AssertToldBroken("certificate_revoked");
    }

    [Fact]
    public async Task Each_probe_of_a_broken_connection_tells_why_it_is_broken_still()
    {
        Account.Certificates.Revoke((await _deployment.SigningAsync()).Id, _time.GetUtcNow());

        await PassAsync(TimeSpan.FromHours(9));

        var probes = _deployment.Logs.Lines.Where(line => line.Text.Contains("the broken connection was tried once more", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(probes);
        Assert.All(probes, probe => Assert.Equal(LogLevel.Information, probe.Level));
        Assert.All(probes, probe => Assert.Contains("invalid_grant", probe.Text, StringComparison.Ordinal));
        Assert.All(probes, probe => Assert.Contains("(\"400\")", probe.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sandbox_refresh_is_suspected_within_one_cycle_told_once_and_its_link_is_ready()
    {
        await _deployment.ConnectAsync("beta", "1234567_SB1");
        NetSuite.RefreshSandbox(NetSuite.FindAccount("1234567_SB1")!);

        await PassAsync(TimeSpan.FromHours(7));

        var tenant = await _deployment.TenantAsync("beta");
        Assert.Equal("sandbox_refresh_suspected", tenant.GetProperty("health_reason").GetString());
        Assert.Single(await _deployment.EventsAsync("beta"), type => type == "tenant.reconnect_required");
        var item = Assert.Single((await StatusAsync()).GetProperty("attention").EnumerateArray());
        _deployment.Secrets.Note(new Uri(item.GetProperty("connect_url").GetString()!).Segments[^1]);
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(new Uri(item.GetProperty("connect_url").GetString()!), account: "1234567_SB1");
        await _deployment.TurnUntilConnectedAsync(_time, "beta");
        Assert.Equal("tenant.reconnected", (await _deployment.EventsAsync("beta")).Last(type => type.StartsWith("tenant.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_nothing_needs_a_person_any_more_the_recovery_is_noticed_and_broken_and_recovered_alternate()
    {
        for (var round = 0; round < 2; round++)
        {
            Account.FindUser(317)!.Active = false;
            await _deployment.PassAsync(_time, TimeSpan.FromHours(2));
            Assert.Equal("reconnect_required", (await _time.TurnWhileAsync(_deployment.RefusalAsync(Cold))).ErrorCode);
            Assert.Equal(("reconnect_required", "failing", "invalid_grant"), await StandingAsync());

            Account.FindUser(317)!.Active = true;
            await PassAsync(TimeSpan.FromMinutes(65));
            Assert.Equal(("connected", "ok", null), await StandingAsync());
            await _deployment.TokenAsync(more: Cold);
        }

        Assert.Equal(
            ["tenant.connected", "tenant.reconnect_required", "tenant.recovered", "tenant.reconnect_required", "tenant.recovered"],
            (await _deployment.EventsAsync()).Where(type => type.StartsWith("tenant.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_permission_taken_away_stops_no_token_and_is_told_long_before_the_renewal()
    {
        Account.FindRole(1042)!.Permissions = new HashSet<string> { PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices };

        await PassAsync(TimeSpan.FromHours(7));

        await _deployment.TokenAsync();
        Assert.Equal(("connected", "ok", null), await StandingAsync());
        Assert.Equal("permission_missing", (await _deployment.TenantAsync()).GetProperty("rotation").GetProperty("last_error").GetString());
        Assert.Equal("permission_missing", Assert.Single((await StatusAsync()).GetProperty("attention").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_scope_that_is_not_ticked_refuses_the_request_that_asked_for_it_and_nothing_else()
    {
        NetSuite.Integration.Scopes = ["rest_webservices"];

        Assert.Equal(("invalid_scope", 400), await ErrorAsync(await _time.TurnWhileAsync(_deployment.RequestTokenAsync(more: Cold))));

        await _time.TurnWhileAsync(_deployment.TokenAsync(more: ("scope", "rest_webservices")));
        Assert.Equal(("connected", "ok", null), await StandingAsync());
    }

    [Theory]
    [InlineData("invalid_grant")]
    [InlineData("server_error")]
    public async Task A_dead_tenant_asked_ten_times_a_second_for_a_day_costs_fewer_than_sixty_calls_and_one_error_line(string answer)
    {
        await _deployment.RestartAsync(settings =>
        {
            settings["Scheduler:Interval"] = "00:02:30";
            settings["Scheduler:Lease"] = "00:03:00";
        });
        if (answer == "invalid_grant")
        {
            Account.FindUser(317)!.Active = false;
        }
        else
        {
            _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 500, Body = """{"error":"server_error"}""" });
        }

        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromMinutes(65));
        NetSuite.Journal.Clear();
        var issuer = _deployment.App.Services.GetRequiredService<TokenIssuer>();
        var directory = _deployment.App.Services.GetRequiredService<TenantDirectory>();
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromDays(1); passed += Half * 2)
        {
            // Twice as often through one half, for through the other one the schedulers have their round.
            for (var asked = 0; asked < Half.TotalSeconds * 20; asked++)
            {
                Assert.True(directory.TryGet(Deployment.Tenant, out var tenant));
                var refused = Assert.IsType<TokenAnswer.Refused>(await _time.TurnWhileAsync(issuer.GetAsync(
                    new TokenDemand(tenant, tenant.Scopes, TimeSpan.FromMinutes(5), null), TestContext.Current.CancellationToken).AsTask()));
                Assert.Contains(refused.Refusal, new[] { TokenRefusal.NetSuiteAmbiguous, TokenRefusal.ReconnectRequired });
                _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromMilliseconds(50));
            }

            // Their calls are made before the clock runs on, or they would run into their time-out, and not be counted.
            _time.Advance(Half);
            await _deployment.SettleAsync(_time);
        }

        Assert.InRange(NetSuite.Journal.Entries.Count, 1, 59);
        Assert.InRange(_deployment.Logs.Count(LogLevel.Error), 0, 1);
        Assert.Equal("reconnect_required", (await _time.TurnWhileAsync(StandingAsync())).Status);
    }

    [Fact]
    public async Task Reset_credentials_are_one_alarm_and_not_one_for_each_tenant()
    {
        await _deployment.RestartAsync(settings => settings["Certificates:MaxActivePerIntegration"] = "100");
        NetSuite.Options.MaxActiveCertificates = 100;
        for (var i = 0; i < 6; i++)
        {
            await _deployment.ConnectAsync($"tenant-{i}");
        }

        NetSuite.ResetCredentials(NetSuite.Integration);
        await PassAsync(TimeSpan.FromHours(7));

        var alarm = Assert.Single((await StatusAsync()).GetProperty("alarms").EnumerateArray());
        Assert.Equal(("default", "invalid_client", 7), (
            alarm.GetProperty("integration").GetString(), alarm.GetProperty("reason").GetString(), alarm.GetProperty("tenants").GetInt32()));
        Assert.Equal(1, _deployment.Logs.Count(LogLevel.Error));
    }

    [Fact]
    public async Task An_integration_that_is_blocked_in_several_sandboxes_is_one_alarm_and_the_advice_names_the_block()
    {
        await _deployment.ConnectAsync("beta", "1234567_SB1");
        await _deployment.ConnectAsync("gamma", "1234567_RP");
        await _deployment.PassAsync(_time, TimeSpan.FromHours(2));
        foreach (var tenant in new[] { ("beta", "1234567_SB1"), ("gamma", "1234567_RP") })
        {
            NetSuite.FindAccount(tenant.Item2)!.FindInstallation(IntegrationSettings.DefaultClientId)!.State = IntegrationState.Blocked;
            Assert.Equal(400, (int)(await _time.TurnWhileAsync(_deployment.RequestTokenAsync(tenant.Item1, Cold))).StatusCode);
        }

        // Counted anew and told of.
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(() => _deployment.Logs.Count(LogLevel.Error) == 1, () => "the alarm is told");
        var status = await StatusAsync();

        var alarm = Assert.Single(status.GetProperty("alarms").EnumerateArray());
        Assert.Equal(("default", 2), (alarm.GetProperty("integration").GetString(), alarm.GetProperty("tenants").GetInt32()));
        var problem = ConnectProblems.For((await _deployment.TenantAsync("beta")).GetProperty("health_reason").GetString()!);
        Assert.Contains("refresh", problem.Cause, StringComparison.Ordinal);
        Assert.Contains("blocked", problem.Cause, StringComparison.Ordinal);
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    /// <summary>In steps that a scheduler would take, for what comes of it may be due soon.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        var step = span / 40;
        for (var i = 0; i < 40; i++)
        {
            await _deployment.PassAsync(_time, step);
        }
    }

    private void AssertToldBroken(string reason)
    {
        var told = Assert.Single(_deployment.Logs.Lines, line => line.Text.Contains("a person must connect it again", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, told.Level);
        Assert.Contains($"[Tenant, acme] [Reason, {reason}]", told.Text, StringComparison.Ordinal);
    }

    private async Task<(string? Status, string? Health, string? Reason)> StandingAsync()
    {
        var tenant = await _deployment.TenantAsync();
        return (tenant.GetProperty("status").GetString(), tenant.GetProperty("health").GetString(), tenant.GetProperty("health_reason").GetString());
    }

    private async Task<JsonElement> StatusAsync() =>
        await Deployment.JsonAsync(await _deployment.Internal.GetAsync("/status", TestContext.Current.CancellationToken));

    private static async Task<(string?, int)> ErrorAsync(HttpResponseMessage response) =>
        ((await Deployment.JsonAsync(response)).GetProperty("error").GetString(), (int)response.StatusCode);
}
