using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants;

/// <summary>A connection is taken down: here at once, at NetSuite for certain, and its history stays.</summary>
public sealed class DisconnectTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task Its_certificates_are_revoked_its_keys_and_tokens_gone_and_its_history_is_there()
    {
        await _deployment.TokenAsync();

        var (status, document) = await DeleteAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("disconnected", JsonValueKind.Null), (document.GetProperty("status").GetString(), document.GetProperty("certificate").ValueKind));
        Assert.Empty(NetSuite.Active());
        Assert.Equal((0, 0), await SecretsAsync());
        Assert.Equal("not_connected", (await _deployment.RefusalAsync()).ErrorCode);
        Assert.Equal(["tenant.disconnected", "certificate.revoked"], (await _deployment.EventsAsync()).TakeLast(2));
    }

    [Fact]
    public async Task A_second_time_is_the_same_answer()
    {
        await DeleteAsync();

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
        Assert.Single(await _deployment.EventsAsync(), type => type == "tenant.disconnected");
    }

    [Fact]
    public async Task While_NetSuite_does_not_confirm_it_is_accepted_and_tried_again_until_it_does()
    {
        NetSuite.Faults.Add(new Fault(Operation.CertificatesRevoke, FaultKind.Answer) { Status = 503 });

        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        Assert.Equal("not_connected", (await _deployment.RefusalAsync()).ErrorCode);
        Assert.Equal((1, 0), await SecretsAsync());

        NetSuite.Faults.Clear();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(10));
        Assert.Empty(NetSuite.Active());
        Assert.Equal((0, 0), await SecretsAsync());
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
    }

    [Fact]
    public async Task Forced_the_keys_are_shredded_although_NetSuite_refuses()
    {
        NetSuite.FindAccount(Deployment.Account)!.FindUser(317)!.Active = false;

        Assert.Equal(HttpStatusCode.Accepted, (await DeleteAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync("?force=true")).Status);

        Assert.Equal((0, 0), await SecretsAsync());
    }

    [Fact]
    public async Task Also_a_certificate_that_drains_and_one_that_is_being_made_are_revoked()
    {
        await _deployment.Internal.PostAsync("/tenants/acme/rotate", null, TestContext.Current.CancellationToken);
        await _deployment.TurnUntilAsync(_time, document => document.GetProperty("generation").GetInt32() == 2);
        Assert.Equal(2, NetSuite.Active().Count());

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);

        Assert.Empty(NetSuite.Active());
        Assert.Equal((0, 0), await SecretsAsync());
    }

    [Fact]
    public async Task A_disconnect_in_the_middle_of_a_rotation_ends_it()
    {
        var hold = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldAfter) { Times = 1 });
        await _deployment.Internal.PostAsync("/tenants/acme/rotate", null, TestContext.Current.CancellationToken);
        await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync()).Status);
        hold.Release();
        await _deployment.PassAsync(_time, TimeSpan.FromMinutes(3));

        Assert.Empty(NetSuite.Active());
        Assert.Equal((0, 0), await SecretsAsync());
    }

    [Fact]
    public async Task It_may_be_connected_anew_and_only_to_the_account_it_had()
    {
        await DeleteAsync();

        await _deployment.ConnectAsync();
        await _deployment.TokenAsync();

        Assert.Equal("tenant.reconnected", (await _deployment.EventsAsync()).Last(type => type.StartsWith("tenant.", StringComparison.Ordinal)));
        Assert.Single(NetSuite.Active());
    }

    [Fact]
    public async Task A_certificate_of_somebody_else_is_left_alone()
    {
        var foreign = await _deployment.UploadForeignAsync(_time.GetUtcNow());

        await DeleteAsync();

        Assert.Equal(foreign, Assert.Single(NetSuite.Active()).Id);
    }

    [Fact]
    public async Task What_is_not_the_callers_does_not_exist()
    {
        using var stranger = _deployment.Anonymous();

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.DeleteAsync("/tenants/acme", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(tenant: "unknown")).Status);
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

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
