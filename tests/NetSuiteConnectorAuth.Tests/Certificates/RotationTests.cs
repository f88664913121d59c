using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>A connected tenant's certificate is replaced, through whatever NetSuite does meanwhile.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private const string Refusal = """{"title":"Bad Request","status":400,"o:errorDetails":[{"detail":"no","o:errorCode":"USER_ERROR"}]}""";

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task An_operator_rotates_now_and_the_old_certificate_is_revoked_after_the_overlap()
    {
        var before = await IdAsync();

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("rotate"));
        await UntilAsync(document => Id(document) != before);

        Assert.Equal(2, Active.Count());
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(69));
        Assert.Equal(2, Active.Count());
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(2));
        Assert.Equal(await IdAsync(), Assert.Single(Active).Id);
        Assert.Equal(
            ["certificate.uploaded", "certificate.activated", "certificate.revoked"], (await _deployment.EventsAsync()).TakeLast(3));
        Assert.Null(await KeyOfAsync(before));
    }

    [Fact]
    public async Task The_next_token_is_minted_with_the_new_certificate()
    {
        var generation = (await _deployment.TenantAsync()).GetProperty("generation").GetInt32();
        await RotateAsync();
        _deployment.ForgetMints();

        await _deployment.TokenAsync(more: ("scope", "restlets"));

        Assert.Equal(await IdAsync(), NetSuite.Journal.Entries.Last(entry => entry.Operation == Operation.TokenClientCredentials).CertificateId);
        Assert.Equal(generation + 1, (await _deployment.TenantAsync()).GetProperty("generation").GetInt32());
    }

    [Fact]
    public async Task Rotating_while_a_rotation_runs_is_accepted_and_there_is_one()
    {
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        await PostAsync("rotate");
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("rotate"));

        hold.Release();
        await UntilAsync(document => Generation(document) == 2);
        Assert.Equal(2, Account.Certificates.All.Count);
    }

    [Fact]
    public async Task A_tenant_that_is_not_connected_cannot_be_rotated()
    {
        await _deployment.OpenTenantAsync("new", "7777777");

        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("rotate", "new"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync("rotate", "unknown"));
    }

    [Fact]
    public async Task It_comes_by_itself_when_it_is_due_and_not_a_minute_before()
    {
        var before = await IdAsync();
        var due = RenewsAt(await _deployment.TenantAsync());

        await _deployment.PassAsync(_time, due - _time.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.Equal(before, await IdAsync());

        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(2));
        Assert.NotEqual(before, await IdAsync());
    }

    [Fact]
    public async Task A_clock_that_jumps_ninety_days_past_the_time_finds_it_due_at_once()
    {
        var before = await IdAsync();

        await _deployment.PassAsync(_time, RenewsAt(await _deployment.TenantAsync()) - _time.GetUtcNow() + TimeSpan.FromDays(90));

        Assert.NotEqual(before, await IdAsync());
        await _deployment.TokenAsync();
    }

    [Fact]
    public async Task An_attempt_that_a_clock_far_ahead_put_off_is_made_when_it_is_right_again()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 503 });
        await PostAsync("rotate");
        await UntilAsync(document => Rotation(document, "last_error") is not null);
        NetSuite.Faults.Clear();
        await _deployment.ChangeAsync((db, now) => db.Issuances.Where(i => i.DueAt != null).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.DueAt, now.AddDays(400)).SetProperty(i => i.NextAttemptAt, now.AddDays(400))));

        await PassUntilAsync(TimeSpan.FromSeconds(20), () => Active.Count() == 2, most: 10);
    }

    [Fact]
    public async Task A_failed_rotation_that_a_clock_far_ahead_put_off_beyond_the_certificate_is_tried_when_it_is_right_again()
    {
        await _deployment.ChangeAsync((db, now) => db.Upkeeps.ExecuteUpdateAsync(
            set => set.SetProperty(u => u.RotateAt, now.AddDays(400)).SetProperty(u => u.Attempts, 1)));

        await PassUntilAsync(TimeSpan.FromSeconds(20), () => Active.Count() == 2, most: 10);
    }

    [Fact]
    public async Task A_plan_that_lies_months_ahead_is_kept_also_after_a_rotation_that_failed()
    {
        var before = await IdAsync();
        await _deployment.ChangeAsync((db, _) => db.Upkeeps.ExecuteUpdateAsync(set => set.SetProperty(u => u.Attempts, 1)));

        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));

        Assert.Equal(before, await IdAsync());
        Assert.Equal("idle", Rotation(await _deployment.TenantAsync(), "state"));
    }

    [Fact]
    public async Task Restarts_cause_no_rotation_and_do_not_reset_the_plan()
    {
        var before = await _deployment.TenantAsync();
        for (var i = 0; i < 10; i++)
        {
            await _deployment.RestartAsync();
        }

        await _deployment.SettleAsync(_time);

        Assert.Equal((Id(before), RenewsAt(before)), (await IdAsync(), RenewsAt(await _deployment.TenantAsync())));
    }

    [Fact]
    public async Task Twenty_restarts_during_one_rotation_lead_to_one_rotation()
    {
        var before = await IdAsync();
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 503 });
        await PostAsync("rotate");
        for (var i = 0; i < 20; i++)
        {
            await _deployment.RestartAsync();
            await _deployment.PassAsync(_time, TimeSpan.FromSeconds(20));
        }

        NetSuite.Faults.Clear();
        await UntilAsync(document => Id(document) != before);

        Assert.Equal(2, Account.Certificates.All.Count);
        Assert.Equal(1, await _deployment.QueryAsync(db => db.Issuances.CountAsync(
            i => i.Kind == NetSuiteConnectorAuth.Certificates.IssuanceKind.Rotation, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Paused_it_waits_warns_thrice_and_goes_on_when_resumed()
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync("pause"));
        var before = await _deployment.TenantAsync();
        Assert.True(before.GetProperty("rotation").GetProperty("paused").GetBoolean());

        var end = before.GetProperty("certificate").GetProperty("valid_until").GetDateTimeOffset();
        await _deployment.PassAsync(_time, end - _time.GetUtcNow() - TimeSpan.FromDays(15));
        Assert.Equal((0, Id(before)), (await WarningsAsync(), await IdAsync()));

        foreach (var (days, warnings) in new[] { (14, 1), (13, 1), (7, 2), (1, 3) })
        {
            await _deployment.PassAsync(_time, end - _time.GetUtcNow() - TimeSpan.FromDays(days) + TimeSpan.FromMinutes(1));
            Assert.Equal(warnings, await WarningsAsync());
        }

        Assert.Equal(HttpStatusCode.OK, await PostAsync("resume"));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));
        Assert.NotEqual(Id(before), await IdAsync());
    }

    [Fact]
    public async Task An_upload_whose_answer_is_lost_is_adopted()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.AnswerLost) { Times = 1 });

        await RotateAsync();

        Assert.Equal(2, Account.Certificates.All.Count);
        Assert.DoesNotContain(NetSuite.Journal.Entries, entry => entry.Cause == RefusalCause.CertificateAlreadyKnown);
    }

    [Fact]
    public async Task A_certificate_that_NetSuite_takes_only_after_a_minute_fails_no_token()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromSeconds(60);
        var before = await IdAsync();
        var begun = _time.GetUtcNow();
        await PostAsync("rotate");

        await UntilAsync(document => Id(document) != before, always: () => _deployment.TokenAsync(more: ("scope", "restlets")));

        Assert.InRange(_time.GetUtcNow() - begun, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_certificate_that_NetSuite_never_takes_leaves_the_old_one_signing_and_is_itself_revoked()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromDays(1000);
        var before = await IdAsync();
        await PostAsync("rotate");

        var document = await UntilAsync(tenant => Rotation(tenant, "state") == "idle" && Rotation(tenant, "last_error") == "not_proven");
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(3));

        Assert.Equal(("connected", "ok", before), (Text(document, "status"), Text(document, "health"), Id(document)));
        Assert.Equal(before, Assert.Single(Active).Id);
        Assert.Contains("rotation.failed", await _deployment.EventsAsync());
        Assert.InRange(
            document.GetProperty("rotation").GetProperty("next_attempt_at").GetDateTimeOffset() - _time.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        await _deployment.TokenAsync();
    }

    [Fact]
    public async Task A_key_refused_again_and_again_makes_way_for_another_and_then_for_another_day()
    {
        var refusals = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer) { Status = 400, Body = Refusal });
        var before = await IdAsync();
        await PostAsync("rotate");
        await UntilAsync(tenant => Rotation(tenant, "state") == "idle" && Rotation(tenant, "last_error") == "certificate_refused");

        // 1, 2, 4, 8, 16 hours and then once a day.
        var hits = refusals.Hits;
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(50));
        Assert.Equal(hits, refusals.Hits);
        await PassUntilAsync(TimeSpan.FromMinutes(20), () => refusals.Hits > hits, most: 6);

        NetSuite.Faults.Clear();
        await PassUntilAsync(TimeSpan.FromHours(1), () => _deployment.SigningAsync().GetAwaiter().GetResult().Id != before, most: 10);
        Assert.Equal("idle", Rotation(await _deployment.TenantAsync(), "state"));
        Assert.Null(Rotation(await _deployment.TenantAsync(), "last_error"));
    }

    [Fact]
    public async Task A_full_record_is_told_of_long_before_the_renewal_and_foreign_certificates_are_not_touched()
    {
        var foreign = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            foreign.Add(await _deployment.UploadForeignAsync(_time.GetUtcNow()));
        }

        await _deployment.PassAsync(_time, TimeSpan.FromHours(7));
        Assert.Equal("slots_full", Rotation(await _deployment.TenantAsync(), "last_error"));

        await PostAsync("rotate");
        var document = await UntilAsync(tenant => tenant.GetProperty("rotation").GetProperty("attempts").GetInt32() == 1);
        Assert.Equal(("slots_full", "connected", "ok"), (Rotation(document, "last_error"), Text(document, "status"), Text(document, "health")));
        Assert.All(foreign, id => Assert.Null(Account.Certificates.Find(id)!.RevokedAt));

        Account.Certificates.Revoke(foreign[0], _time.GetUtcNow());
        await PassUntilAsync(TimeSpan.FromMinutes(65), () => Account.Certificates.All.Count == 6, most: 3);
        await _deployment.TokenAsync();
    }

    [Fact]
    public async Task A_validity_that_ends_within_the_renewal_window_is_renewed_once_a_day_at_most()
    {
        NetSuite.Options.GrantedValidityDays = 2;
        await RotateAsync();
        var uploads = Account.Certificates.All.Count;

        for (var hour = 0; hour < 48; hour++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromHours(1));
            await _deployment.TokenAsync();
        }

        Assert.InRange(Account.Certificates.All.Count - uploads, 1, 3);
    }

    [Fact]
    public async Task A_change_of_the_algorithm_applies_at_the_next_rotation()
    {
        await _deployment.RestartAsync(settings => settings["Certificates:Algorithm"] = "ES384");
        Assert.Equal("ES256", Text((await _deployment.TenantAsync()).GetProperty("certificate"), "algorithm"));

        await RotateAsync();

        Assert.Equal("ES384", Text((await _deployment.TenantAsync()).GetProperty("certificate"), "algorithm"));
        await _deployment.TokenAsync(more: ("scope", "restlets"));
    }

    [Fact]
    public async Task An_outage_of_a_day_is_over_within_one_back_off_step_of_its_end()
    {
        var outage = NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503 });
        var before = await IdAsync();
        await PostAsync("rotate");
        for (var hour = 0; hour < 12; hour++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromHours(1));
        }

        Assert.InRange(outage.Hits, 10, 200);
        NetSuite.Faults.Clear();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(61));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));

        Assert.NotEqual(before, await IdAsync());
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    private IEnumerable<NetSuiteSimulator.Certificates.MappedCertificate> Active => NetSuite.Active();

    private async Task RotateAsync()
    {
        var before = await IdAsync();
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("rotate"));
        await UntilAsync(document => Id(document) != before);
    }

    private Task<JsonElement> UntilAsync(Func<JsonElement, bool> isWanted, Func<Task>? always = null) =>
        _deployment.TurnUntilAsync(_time, isWanted, always: always);

    private async Task PassUntilAsync(TimeSpan step, Func<bool> isTrue, int most)
    {
        for (var i = 0; i < most && !isTrue(); i++)
        {
            await _deployment.PassAsync(_time, step);
        }

        Assert.True(isTrue());
    }

    private async Task<HttpStatusCode> PostAsync(string verb, string tenant = Deployment.Tenant) =>
        (await _deployment.Internal.PostAsync($"/tenants/{tenant}/{verb}", null, TestContext.Current.CancellationToken)).StatusCode;

    private async Task<int> WarningsAsync() => (await _deployment.EventsAsync()).Count(type => type == "certificate.expiring");

    private Task<string?> KeyOfAsync(string? id) => _deployment.QueryAsync(async db =>
        (await db.Certificates.SingleAsync(c => c.Id == id, TestContext.Current.CancellationToken)).PrivateKey?.CipherText);

    private async Task<string?> IdAsync() => Id(await _deployment.TenantAsync());

    private static string? Id(JsonElement tenant) => Text(tenant.GetProperty("certificate"), "id");

    private static int Generation(JsonElement tenant) => tenant.GetProperty("generation").GetInt32();

    private static DateTimeOffset RenewsAt(JsonElement tenant) => tenant.GetProperty("certificate").GetProperty("renews_at").GetDateTimeOffset();

    private static string? Rotation(JsonElement tenant, string name) => Text(tenant.GetProperty("rotation"), name);

    private static string? Text(JsonElement document, string name) => document.GetProperty(name).GetString();
}
