using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants;

/// <summary>A disconnect that says it is done is: NetSuite was asked, and what it said is believed only as far as it goes.</summary>
public sealed class DisconnectTruthTests : IAsyncLifetime
{
    private const string ServerError = """{"error":"server_error"}""";

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() =>
        _deployment = await Jobs.StartConnectedAsync(_time, simulator: options => options.GrantedValidityDays = 14);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task On_its_last_day_a_certificate_is_revoked_like_on_any_other()
    {
        await PostAsync("pause");

        // NetSuite grants a date and takes the certificate through that day; we stop signing when it begins.
        await _deployment.PassAsync(_time, TimeSpan.FromDays(14) - TimeSpan.FromHours(11));
        Assert.Single(NetSuite.Active());

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
        Assert.Empty(NetSuite.Active());
    }

    [Fact]
    public async Task A_refused_login_does_not_say_that_a_certificate_is_gone_when_NetSuite_did_not_take_its_revocation()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503 });
        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        NetSuite.Faults.Clear();
        User.Active = false;

        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        Assert.Equal((1, 0), await SecretsAsync());

        User.Active = true;
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(31));
        Assert.Empty(NetSuite.Active());
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
    }

    [Fact]
    public async Task A_revocation_whose_answer_is_lost_is_looked_up_in_the_list()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.AnswerLost) { Times = 1 });

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
        Assert.Empty(NetSuite.Active());
    }

    [Fact]
    public async Task When_the_list_cannot_be_read_either_a_login_refused_later_is_the_answer()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.AnswerLost) { Times = 1 });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });

        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        NetSuite.Faults.Clear();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));

        Assert.Equal((0, 0), await SecretsAsync());
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
    }

    [Fact]
    public async Task The_last_login_stays_until_what_it_alone_can_revoke_is_revoked()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromDays(1000);
        await PostAsync("rotate");
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("rotation").GetProperty("last_error").GetString() == "not_proven");
        Assert.Equal(2, NetSuite.Active().Count());

        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503, Times = 1 });
        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        Assert.Equal(2, NetSuite.Active().Count());

        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));
        Assert.Empty(NetSuite.Active());
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
    }

    [Fact]
    public async Task A_review_that_was_under_way_when_it_was_asked_for_does_not_put_it_off()
    {
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HoldBefore) { Times = 1 });
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromHours(6));
        _time.Advance(TimeSpan.FromSeconds(15));
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503 });
        Assert.Equal(HttpStatusCode.Accepted, (await _deployment.Internal.DeleteAsync("/tenants/acme", TestContext.Current.CancellationToken)).StatusCode);

        hold.Release();
        var reviews = _deployment.App.Services.GetServices<IHostedService>().OfType<UpkeepWorker>().Single();
        await Eventually.IsTrueAsync(() => reviews.Running == 0, () => "the review is over");

        var upkeep = await _deployment.QueryAsync(db => db.Upkeeps.SingleAsync(TestContext.Current.CancellationToken));
        Assert.InRange(upkeep.ReviewAt!.Value - _time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Null(upkeep.RotateAt);
    }

    [Fact]
    public async Task Forced_it_ends_although_something_cannot_be_revoked()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503 });

        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync("?force=true")).Status);
        Assert.Equal((0, 0), await SecretsAsync());
    }

    [Fact]
    public async Task Force_leaves_alone_whom_somebody_connects_meanwhile()
    {
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.HoldBefore) { Times = 1 });
        var disconnecting = _deployment.Internal.DeleteAsync("/tenants/acme?force=true", TestContext.Current.CancellationToken);
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);

        await _deployment.ConnectAsync();
        hold.Release();
        await disconnecting;

        var tenant = await _deployment.TenantAsync();
        Assert.Equal("connected", tenant.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, tenant.GetProperty("certificate").ValueKind);
        await _deployment.TokenAsync(more: ("scope", "restlets"));
    }

    [Fact]
    public async Task An_upload_under_way_is_not_taken_for_nothing()
    {
        using var admin = _deployment.NewAdmin();
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        NetSuite.Journal.Clear();
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant = "other", account = "TSTDRV1234567" }), account: "TSTDRV1234567");
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync(tenant: "other")).Status);
        await Eventually.IsTrueAsync(() => NetSuite.Journal.Count(Operation.CertificatesList) >= 2, () => "what was uploaded is looked for");
        await _deployment.SettleAsync(_time);
        hold.Release();
        await Eventually.IsTrueAsync(() => NetSuite.Active("TSTDRV1234567").Any(), () => "it is uploaded");
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(2));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));

        Assert.Empty(NetSuite.Active("TSTDRV1234567"));
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(tenant: "other")).Status);
    }

    [Fact]
    public async Task What_was_uploaded_a_moment_ago_keeps_it_waiting_no_longer_than_the_list_may_lag()
    {
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        await PostAsync("rotate");
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        hold.Release();
        await Eventually.IsTrueAsync(() => NetSuite.FindAccount(Deployment.Account)!.Certificates.All.Count == 2, () => "it is uploaded");

        // A request's time-out, and then as long as a list may lag: not the two minutes of a review that NetSuite sent away.
        await _deployment.PassAsync(_time, TimeSpan.FromSeconds(61));

        Assert.Empty(NetSuite.Active());
        Assert.Equal((0, 0), await SecretsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_not_done_while_the_tokens_of_a_consent_are_kept(bool force)
    {
        using var admin = _deployment.NewAdmin();
        var hold = NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant = "other", account = "TSTDRV1234567" }), account: "TSTDRV1234567");
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
        NetSuite.Faults.Add(new Fault(Operation.Revoke, FaultKind.Answer) { Status = 503 });

        var (status, _) = await DeleteAsync(force ? "?force=true" : "", "other");

        Assert.Equal(force ? HttpStatusCode.OK : HttpStatusCode.Accepted, status);
        Assert.Equal(!force, await _deployment.QueryAsync(db => db.Issuances.AnyAsync(i => i.Grant != null, TestContext.Current.CancellationToken)));
        hold.Release();
        NetSuite.Faults.Clear();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(tenant: "other")).Status);
    }

    [Fact]
    public async Task Whose_keys_were_shredded_by_force_is_warned_of_no_more()
    {
        User.Active = false;
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync("?force=true")).Status);

        await _deployment.PassAsync(_time, TimeSpan.FromDays(13));

        Assert.DoesNotContain("certificate.expiring", await _deployment.EventsAsync());
        Assert.Equal(JsonValueKind.Null, (await StatusAsync()).GetProperty("certificates").GetProperty("next_expiry").ValueKind);
    }

    [Fact]
    public async Task A_check_does_not_log_in_for_who_is_disconnected()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503 });
        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        _deployment.ForgetMints();

        var check = await Deployment.JsonAsync(await _deployment.Internal.PostAsync("/tenants/acme/check", null, TestContext.Current.CancellationToken));

        Assert.Equal("disconnected", check.GetProperty("findings")[0].GetProperty("code").GetString());
        Assert.Equal(0, _deployment.Mints());
    }

    [Fact]
    public async Task One_that_NetSuite_keeps_refusing_is_called_to_attention()
    {
        User.Active = false;
        await DeleteAsync();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(3));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(9));

        var item = Assert.Single((await StatusAsync()).GetProperty("attention").EnumerateArray());
        Assert.Equal(("acme", "invalid_grant"), (item.GetProperty("tenant").GetString(), item.GetProperty("reason").GetString()));

        User.Active = true;
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
        Assert.Empty((await StatusAsync()).GetProperty("attention").EnumerateArray());
    }

    [Fact]
    public async Task A_consent_is_revoked_although_NetSuite_had_a_bad_moment()
    {
        await _deployment.SettleAsync(_time);
        NetSuite.Journal.Clear();
        NetSuite.Faults.Add(new Fault(Operation.Revoke, FaultKind.Answer) { Status = 500, Body = ServerError, Times = 1 });

        await _deployment.ConnectAsync("other", "TSTDRV1234567");
        await _deployment.SettleAsync(_time);
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));

        Assert.Equal([500, 200], NetSuite.Journal.Entries.Where(entry => entry.Operation == Operation.Revoke).Select(entry => entry.Status));
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private User User => NetSuite.FindAccount(Deployment.Account)!.FindUser(317)!;

    private async Task<JsonElement> StatusAsync() =>
        await Deployment.JsonAsync(await _deployment.Internal.GetAsync("/status", TestContext.Current.CancellationToken));

    private Task<HttpResponseMessage> PostAsync(string verb) =>
        _deployment.Internal.PostAsync($"/tenants/acme/{verb}", null, TestContext.Current.CancellationToken);

    private async Task<(HttpStatusCode Status, JsonElement Document)> DeleteAsync(string query = "", string tenant = Deployment.Tenant)
    {
        var response = await _time.TurnWhileAsync(_deployment.Internal.DeleteAsync($"/tenants/{tenant}{query}", TestContext.Current.CancellationToken));
        return (response.StatusCode, await Deployment.JsonAsync(response));
    }

    /// <summary>Private keys and tokens that the store still holds.</summary>
    private Task<(int Keys, int Tokens)> SecretsAsync() => _deployment.QueryAsync(async db => (
        await db.Certificates.CountAsync(c => c.PrivateKey != null, TestContext.Current.CancellationToken),
        await db.Tokens.CountAsync(TestContext.Current.CancellationToken)));
}
