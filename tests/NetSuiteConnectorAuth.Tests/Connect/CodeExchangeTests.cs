using System.Net;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>An authorization code is sent once, whatever becomes of it, and not at all while our own store or clock forbids it.</summary>
public sealed class CodeExchangeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Deployment.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Theory]
    [InlineData(FaultKind.Answer, 400)]
    [InlineData(FaultKind.Answer, 401)]
    [InlineData(FaultKind.Answer, 500)]
    [InlineData(FaultKind.Answer, 200)]
    [InlineData(FaultKind.HtmlPage, 503)]
    [InlineData(FaultKind.Throttle, null)]
    [InlineData(FaultKind.OversizedBody, null)]
    [InlineData(FaultKind.Reset, null)]
    [InlineData(FaultKind.AnswerLost, null)]
    public async Task A_code_that_gave_no_tokens_is_never_sent_again(FaultKind kind, int? status)
    {
        using var admin = _deployment.NewAdmin();
        NetSuite.Faults.Add(new Fault(Operation.TokenAuthorizationCode, kind) { Status = status, Body = """{"error":"invalid_grant"}""", Times = 1 });
        var callback = await admin.CallbackAsync(await LinkAsync());

        var answer = await admin.GetAsync(callback);
        var again = await admin.GetAsync(callback);

        await answer.AssertRefusedAsync("exchange_failed");
        await again.AssertRefusedAsync("state_used");
        Assert.Equal(1, Exchanges);
        var tenant = await _deployment.TenantAsync();
        Assert.Equal(("pending", "failing", "exchange_failed"), (Text(tenant, "status"), Text(tenant, "health"), Text(tenant, "health_reason")));

        // The page's own way out works.
        await admin.ConsentAsync((await answer.RetryAsync())!);
        await _deployment.TurnUntilConnectedAsync(_time);
        Assert.Equal(2, Exchanges);
    }

    [Fact]
    public async Task A_token_endpoint_that_never_answers_costs_the_time_out_and_no_more()
    {
        using var admin = _deployment.NewAdmin();
        var hang = NetSuite.Faults.Add(new Fault(Operation.TokenAuthorizationCode, FaultKind.HoldBefore) { Times = 1 });
        var callback = await admin.CallbackAsync(await LinkAsync());

        var waiting = admin.GetAsync(callback);
        await hang.WaitUntilHeldAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(31));

        await (await waiting).AssertRefusedAsync("exchange_failed");
        Assert.Equal(1, hang.Hits);
    }

    [Fact]
    public async Task Discovery_that_never_answers_does_not_use_up_the_code()
    {
        using var admin = _deployment.NewAdmin();
        var hang = NetSuite.Faults.Add(new Fault(Operation.Discovery, FaultKind.HoldBefore) { Times = 1 });
        var callback = await admin.CallbackAsync(await LinkAsync());

        var waiting = admin.GetAsync(callback);
        await hang.WaitUntilHeldAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HttpStatusCode.SeeOther, (await waiting).StatusCode);
    }

    [Fact]
    public async Task A_consent_that_took_longer_than_its_state_lives_is_expired()
    {
        using var admin = _deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync());
        _time.Advance(TimeSpan.FromMinutes(10));

        var late = await admin.GetAsync(callback);
        using var stranger = _deployment.NewAdmin();
        var elsewhere = await stranger.GetAsync(callback);

        await late.AssertRefusedAsync("state_expired");
        Assert.NotNull(await late.RetryAsync());
        await elsewhere.AssertRefusedAsync("state_expired");
        Assert.Null(await elsewhere.RetryAsync());

        Assert.Equal(0, Exchanges);
    }

    [Fact]
    public async Task A_callback_called_again_while_the_certificate_is_made_does_not_invite_to_begin_anew()
    {
        using var admin = _deployment.NewAdmin();
        var upload = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        var callback = await admin.CallbackAsync(await LinkAsync());

        await admin.GetAsync(callback);
        var again = await admin.GetAsync(callback);

        await again.AssertRefusedAsync("state_used");
        Assert.Null(await again.RetryAsync());
        upload.Release();
    }

    [Fact]
    public async Task A_browser_that_goes_away_after_the_state_is_spent_does_not_lose_the_consent()
    {
        using var admin = _deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync());
        var held = NetSuite.Faults.Add(new Fault(Operation.Discovery, FaultKind.HoldBefore) { Times = 1 });

        await admin.LeaveAsync(callback, held.WaitUntilHeldAsync(TestContext.Current.CancellationToken));
        held.Release();

        await _deployment.TurnUntilConnectedAsync(_time);
    }

    [Fact]
    public async Task An_exchange_that_fails_late_does_not_disturb_the_consent_that_replaced_it()
    {
        using var admin = _deployment.NewAdmin();
        var held = NetSuite.Faults.Add(new Fault(Operation.TokenAuthorizationCode, FaultKind.HoldBefore) { Times = 1 });
        NetSuite.Faults.Add(new Fault(Operation.TokenAuthorizationCode, FaultKind.Answer) { Status = 400, Body = """{"error":"invalid_grant"}""", Times = 1 });
        var unproven = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        var link = await LinkAsync();
        var first = await admin.CallbackAsync(link);
        var late = admin.GetAsync(first);
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await unproven.WaitUntilHeldAsync(TestContext.Current.CancellationToken);
        held.Release();
        await (await late).AssertRefusedAsync("exchange_failed");

        Assert.Equal("provisioning", Text(await _deployment.TenantAsync(), "status"));
        unproven.Release();
        await _deployment.TurnUntilConnectedAsync(_time);
    }

    [Fact]
    public async Task Tokens_that_arrive_after_a_newer_consent_are_revoked_and_not_kept()
    {
        using var admin = _deployment.NewAdmin();
        var held = NetSuite.Faults.Add(new Fault(Operation.TokenAuthorizationCode, FaultKind.HoldAfter) { Times = 1 });
        var link = await LinkAsync();
        var late = admin.GetAsync(await admin.CallbackAsync(link));
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);
        await admin.ConsentAsync(link);

        // The clock stands still: the exchange that is held has a time-out on it.
        await _deployment.WaitForAsync(Deployment.Tenant, tenant => Text(tenant, "status") == "connected");
        await NetSuite.Journal.WaitForAsync(entry => entry.Operation == Operation.Revoke, TestContext.Current.CancellationToken);

        held.Release();
        await (await late).AssertRefusedAsync("exchange_failed");

        Assert.Equal(2, NetSuite.Journal.Count(Operation.Revoke));
        Assert.Equal("connected", Text(await _deployment.TenantAsync(), "status"));
    }

    [Fact]
    public async Task While_the_store_does_not_work_nothing_is_redeemed_and_the_same_callback_works_later()
    {
        using var admin = _deployment.NewAdmin();
        var link = await LinkAsync();
        var callback = await admin.CallbackAsync(link);
        await _deployment.ExecuteSqlAsync("""ALTER TABLE "ConsentStates" RENAME TO "Away";""");

        var answer = await admin.GetAsync(callback);
        var opened = await admin.GetAsync(link);
        await _deployment.ExecuteSqlAsync("""ALTER TABLE "Away" RENAME TO "ConsentStates";""");

        await answer.AssertRefusedAsync("temporarily_unavailable", HttpStatusCode.ServiceUnavailable);
        await opened.AssertRefusedAsync("temporarily_unavailable", HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(0, Exchanges);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.GetAsync(callback)).StatusCode);
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private long Exchanges => NetSuite.Journal.Count(Operation.TokenAuthorizationCode);

    private Task<Uri> LinkAsync() => _deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });

    private static string? Text(System.Text.Json.JsonElement document, string name) => document.GetProperty(name).GetString();
}
