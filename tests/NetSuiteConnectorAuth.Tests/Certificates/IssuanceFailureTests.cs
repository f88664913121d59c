using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>First certificates that need a person: who is told what, and what is left behind.</summary>
public sealed class IssuanceFailureTests : IAsyncLifetime
{
    private const string Refusal = """{"title":"Bad Request","status":400,"o:errorDetails":[{"detail":"No.","o:errorCode":"INVALID_CONTENT"}]}""";

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Deployment.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task A_role_without_the_certificate_permission_is_named_with_its_cure_and_another_role_works()
    {
        using var admin = _deployment.NewAdmin();
        var result = await ConsentAsync(admin, role: 1043);
        await AssertFailedAsync("permission_missing");

        var page = await admin.GetAsync(result);
        Assert.Equal("permission_missing", await page.ErrorAsync());
        var text = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Manage own OAuth 2.0 Client Credentials Certificates", text, StringComparison.Ordinal);
        Assert.Contains("Manage Roles", text, StringComparison.Ordinal);
        Assert.Equal(0, NetSuite.Journal.Count(Operation.CertificatesUpload));

        await admin.ConsentAsync((await page.RetryAsync())!);
        var tenant = await _deployment.TurnUntilConnectedAsync(_time);
        Assert.Equal(1042, tenant.GetProperty("role").GetInt32());
    }

    [Fact]
    public async Task A_role_that_may_not_log_in_is_refused_after_spaced_attempts_and_the_page_has_the_words_to_look_for()
    {
        using var admin = _deployment.NewAdmin();
        var began = _time.GetUtcNow();
        var result = await ConsentAsync(admin, role: 1044);
        await AssertFailedAsync("login_refused");

        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1));
        var page = await admin.GetAsync(result);
        Assert.Equal("login_refused", await page.ErrorAsync());
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("EntityOrRoleDisabled", text, StringComparison.Ordinal);
        Assert.Contains("IntegrationBlocked", text, StringComparison.Ordinal);
        Assert.Equal("EntityOrRoleDisabled", NetSuite.AuditTrail.Of(Deployment.Account).Last(entry => !entry.Success).Detail);
    }

    [Fact]
    public async Task A_record_that_waits_for_approval_connects_once_it_is_approved_in_time()
    {
        using var admin = _deployment.NewAdmin();
        Account.RequireApproval = true;
        await ConsentAsync(admin);
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("rotation").GetProperty("last_error").GetString() == "login_refused");

        Account.FindInstallation(IntegrationSettings.DefaultClientId)!.State = IntegrationState.Enabled;

        await _deployment.TurnUntilConnectedAsync(_time);
    }

    [Fact]
    public async Task A_record_that_keeps_waiting_for_approval_cannot_be_told_from_a_refused_login()
    {
        using var admin = _deployment.NewAdmin();
        Account.RequireApproval = true;
        await ConsentAsync(admin);

        await AssertFailedAsync("login_refused");
    }

    [Fact]
    public async Task A_record_blocked_at_the_consent_is_told_by_NetSuite_itself()
    {
        using var admin = _deployment.NewAdmin();
        Account.Install(IntegrationSettings.DefaultClientId).State = IntegrationState.Blocked;

        await (await admin.ConsentAsync(await LinkAsync())).AssertRefusedAsync("unauthorized_client");
    }

    [Fact]
    public async Task A_record_blocked_after_the_upload_is_named_at_the_token_endpoint()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Options.BlockingStopsIssuedTokens = false;
        var held = NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        var result = await ConsentAsync(admin);
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);
        Account.FindInstallation(IntegrationSettings.DefaultClientId)!.State = IntegrationState.Blocked;
        held.Release();

        await AssertFailedAsync("integration_not_enabled");

        Assert.Equal("integration_not_enabled", await (await admin.GetAsync(result)).ErrorAsync());
        await _deployment.WaitUntilCleanAsync();
        Assert.All(Account.Certificates.All, certificate => Assert.NotNull(certificate.RevokedAt));
    }

    [Fact]
    public async Task Five_foreign_certificates_leave_no_room_and_are_not_touched()
    {
        using var admin = _deployment.NewAdmin();
        for (var i = 0; i < 5; i++)
        {
            await admin.ConsentAsync(await LinkAsync($"other-{i}"));
            await _deployment.TurnUntilConnectedAsync(_time, $"other-{i}");
        }

        await ConsentAsync(admin);
        await AssertFailedAsync("slots_full");

        await _deployment.WaitUntilCleanAsync();
        Assert.Equal(5, Account.Certificates.All.Count);
        Assert.All(Account.Certificates.All, certificate => Assert.Null(certificate.RevokedAt));
        Assert.Equal(0, NetSuite.Journal.Count(Operation.CertificatesRevoke));
    }

    [Fact]
    public async Task A_certificate_refused_twice_makes_way_for_another_key()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 400, Body = Refusal, Times = 2 });

        await ConsentAsync(admin);
        await _deployment.TurnUntilConnectedAsync(_time);
        await _deployment.WaitUntilCleanAsync();

        var made = await _deployment.QueryAsync(db => db.Certificates.OrderBy(c => c.MadeAt).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, made.Count);
        Assert.NotNull(made[0].AbandonedAt);
        Assert.Null(made[0].PrivateKey);
        Assert.Equal(made[1].Id, Assert.Single(Account.Certificates.All).Id);
    }

    [Fact]
    public async Task A_certificate_refused_once_is_tried_again_with_the_same_key()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 400, Body = Refusal, Times = 1 });

        await ConsentAsync(admin);
        await _deployment.TurnUntilConnectedAsync(_time);

        Assert.Equal(1, await _deployment.QueryAsync(db => db.Certificates.CountAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task After_two_keys_a_person_must_look()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 400, Body = Refusal });

        var result = await ConsentAsync(admin);
        await AssertFailedAsync("certificate_refused");
        await _deployment.WaitUntilCleanAsync();

        Assert.Equal(4, NetSuite.Journal.Count(Operation.CertificatesUpload));
        var made = await _deployment.QueryAsync(db => db.Certificates.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, made.Select(certificate => certificate.Id).Distinct().Count());
        Assert.All(made, certificate => Assert.Null(certificate.PrivateKey));
        Assert.Equal("certificate_refused", await (await admin.GetAsync(result)).ErrorAsync());
    }

    [Fact]
    public async Task An_integration_NetSuite_does_not_find_costs_no_keys()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Integration.ClientCredentialsGrant = false;

        await ConsentAsync(admin);
        await AssertFailedAsync("integration_not_enabled");

        Assert.Equal(1, await _deployment.QueryAsync(db => db.Certificates.CountAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(0, NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    [Fact]
    public async Task A_certificate_that_never_works_is_revoked_again()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromHours(1);

        await ConsentAsync(admin);
        var began = _time.GetUtcNow();
        await AssertFailedAsync("not_proven");

        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        await _deployment.WaitUntilCleanAsync();
        Assert.NotNull(Assert.Single(Account.Certificates.All).RevokedAt);
        Assert.Equal(1, NetSuite.Journal.Count(Operation.Revoke));
    }

    [Fact]
    public async Task A_consent_that_ran_out_before_the_upload_is_asked_for_again()
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Throttle) { RetryAfter = 1800 });

        var result = await ConsentAsync(admin);
        await AssertFailedAsync("consent_expired");

        Assert.Equal("consent_expired", await (await admin.GetAsync(result)).ErrorAsync());
        Assert.Equal(0, NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    private Task<Uri> LinkAsync(string tenant = Deployment.Tenant) => _deployment.LinkAsync(new { tenant, account = Deployment.Account });

    /// <summary>The address of the result page.</summary>
    private async Task<Uri> ConsentAsync(Admin admin, long role = 1042)
    {
        var answer = await admin.ConsentAsync(await LinkAsync(), role);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!;
    }

    private async Task AssertFailedAsync(string reason)
    {
        var tenant = await _deployment.TurnUntilFailedAsync(_time);
        Assert.Equal(("pending", reason), (Text(tenant, "status"), Text(tenant, "health_reason")));
        Assert.Equal("idle", Text(tenant.GetProperty("rotation"), "state"));
        Assert.Equal(JsonValueKind.Null, tenant.GetProperty("certificate").ValueKind);
        Assert.Equal(400, (int)(await _deployment.RequestTokenAsync()).StatusCode);
    }

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();
}
