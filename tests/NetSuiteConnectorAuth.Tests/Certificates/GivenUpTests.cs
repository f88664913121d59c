using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>A certificate that was uploaded for nothing while NetSuite had a bad hour: somebody can revoke it later, and until then nobody says that all is gone.</summary>
public sealed class GivenUpTests : IAsyncLifetime
{
    private const string Other = "other";
    private const string OtherAccount = "TSTDRV1234567";

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task The_consents_token_revokes_it_as_soon_as_NetSuite_answers()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromDays(1000);
        var bad = NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HtmlPage) { Skip = 1, Times = 8 });
        await FailConsentAsync(Deployment.Tenant, Deployment.Account, user: 318);

        await PassAnHourAsync();

        Assert.Equal(8, bad.Hits);
        Assert.Equal(317, Assert.Single(NetSuite.Active()).Entity);
        Assert.Equal(0, await GrantsAsync());
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync(""));
        Assert.Empty(NetSuite.Active());
    }

    [Theory]
    [InlineData(Deployment.Tenant, Deployment.Account, 318, 1)]
    [InlineData(Other, OtherAccount, 317, 0)]
    public async Task When_the_consents_token_has_run_out_its_own_key_revokes_it(string tenant, string account, long user, int signing)
    {
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 400, Body = """{"error":"invalid_grant"}""" });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });
        await FailConsentAsync(tenant, account, user);
        await PassAnHourAsync();
        Assert.Equal(0, await GrantsAsync());
        Assert.Equal(signing + 1, NetSuite.Active(account).Count());

        NetSuite.Faults.Clear();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(31));

        Assert.Equal(signing, NetSuite.Active(account).Count());
        Assert.Equal(1, await KeysAsync());
    }

    [Fact]
    public async Task The_one_who_signs_revokes_it_for_the_same_user_in_another_role()
    {
        var account = NetSuite.FindAccount(Deployment.Account)!;
        account.AddRole(1046, "Another connector role", PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices, PermissionId.ManageOwnCertificates);
        account.AddUser(317, "Integration User", 1042, 1046);
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromDays(1000);
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });
        await FailConsentAsync(Deployment.Tenant, Deployment.Account, role: 1046);
        await PassAnHourAsync();
        Assert.Equal(2, NetSuite.Active().Count());

        NetSuite.Faults.Clear();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(31));

        Assert.Equal(1042, Assert.Single(NetSuite.Active()).Role);
    }

    [Fact]
    public async Task It_does_not_wait_for_a_broken_connection_to_be_mended()
    {
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 400, Body = """{"error":"invalid_grant"}""", Times = 7 });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });
        await FailConsentAsync(Deployment.Tenant, Deployment.Account, user: 318);
        await PassAnHourAsync();
        NetSuite.Faults.Clear();
        NetSuite.FindAccount(Deployment.Account)!.FindUser(317)!.Active = false;
        for (var i = 0; i < 3; i++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromHours(7));
        }

        Assert.Equal("reconnect_required", (await _deployment.TenantAsync()).GetProperty("status").GetString());
        Assert.Equal(317, Assert.Single(NetSuite.Active()).Entity);
    }

    [Fact]
    public async Task While_nobody_can_revoke_it_and_the_connection_is_broken_a_day_costs_fewer_than_sixty_calls()
    {
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 400, Body = """{"error":"invalid_grant"}""", Times = 7 });
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });
        await FailConsentAsync(Deployment.Tenant, Deployment.Account, user: 318);
        NetSuite.FindAccount(Deployment.Account)!.FindUser(317)!.Active = false;
        for (var i = 0; i < 10; i++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromHours(1));
        }

        Assert.Equal("reconnect_required", (await _deployment.TenantAsync()).GetProperty("status").GetString());
        Assert.Equal(2, NetSuite.Active().Count());

        NetSuite.Journal.Clear();
        for (var i = 0; i < 48; i++)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromMinutes(30));
        }

        Assert.InRange(NetSuite.Journal.Entries.Count, 24, 59);
    }

    [Fact]
    public async Task A_disconnect_is_not_done_while_nobody_can_revoke_it()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromDays(1000);
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });
        await FailConsentAsync(Deployment.Tenant, Deployment.Account, user: 318);
        await PassAnHourAsync();
        NetSuite.Faults.Clear();

        Assert.Equal(HttpStatusCode.Accepted, await DeleteAsync(""));
        Assert.Equal(318, Assert.Single(NetSuite.Active()).Entity);
        Assert.Equal(1, await KeysAsync());

        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("?force=true"));
        Assert.Equal(0, await KeysAsync());
    }

    [Fact]
    public async Task A_disconnect_hurries_what_waits_for_its_next_attempt()
    {
        NetSuite.Options.CertificateVisibilityDelay = TimeSpan.FromDays(1000);
        NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 503, Skip = 1 });
        await FailConsentAsync(Deployment.Tenant, Deployment.Account, user: 318);
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Accepted, await DeleteAsync(""));
        NetSuite.Faults.Clear();

        Assert.Equal(HttpStatusCode.OK, await DeleteAsync(""));
        Assert.Empty(NetSuite.Active());
    }

    [Fact]
    public async Task One_that_NetSuite_took_a_moment_ago_is_not_missed_in_a_list_that_lags()
    {
        NetSuite.Options.CertificateListDelay = TimeSpan.FromSeconds(20);
        var hold = NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        using var admin = _deployment.NewAdmin();
        await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant = Other, account = OtherAccount }), account: OtherAccount);
        await hold.WaitUntilHeldAsync(Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, await DeleteAsync("", Other));
        hold.Release();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(1));
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));

        Assert.Empty(NetSuite.Active(OtherAccount));
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("", Other));
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    /// <summary>A consent whose certificate is uploaded and gives no token.</summary>
    private async Task FailConsentAsync(string tenant, string account, long user = 317, long role = 1042)
    {
        using var admin = _deployment.NewAdmin();
        var callback = await admin.ConsentAsync(await _deployment.LinkAsync(new { tenant, account }), role, user, account);
        Assert.Equal(HttpStatusCode.SeeOther, callback.StatusCode);
        await _deployment.TurnUntilAsync(_time, document => document.GetProperty("rotation").GetProperty("state").GetString() == "idle", tenant);
    }

    private async Task PassAnHourAsync()
    {
        for (var minutes = 0; minutes < 65; minutes += 5)
        {
            await _deployment.PassAsync(_time, TimeSpan.FromMinutes(5));
        }
    }

    private async Task<HttpStatusCode> DeleteAsync(string query, string tenant = Deployment.Tenant) => (await _time.TurnWhileAsync(
        _deployment.Internal.DeleteAsync($"/tenants/{tenant}{query}", Cancellation))).StatusCode;

    private Task<int> GrantsAsync() => _deployment.QueryAsync(db => db.Issuances.CountAsync(i => i.Grant != null, Cancellation));

    private Task<int> KeysAsync() => _deployment.QueryAsync(db => db.Certificates.CountAsync(c => c.PrivateKey != null, Cancellation));
}
