using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>A second consent: while the first is being worked on, and when the tenant has long been connected.</summary>
public sealed class ReconnectTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Deployment.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task The_same_person_consenting_again_goes_on_with_the_certificate_already_uploaded()
    {
        using var admin = _deployment.NewAdmin();
        var held = NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        var link = await LinkAsync();
        var first = (await admin.ConsentAsync(link)).Headers.Location!;
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        await admin.ConsentAsync(link);
        await _deployment.TurnUntilConnectedAsync(_time);
        held.Release();
        await _deployment.WaitUntilCleanAsync();

        Assert.Equal(1, NetSuite.Journal.Count(Operation.CertificatesUpload));
        Assert.Null(Assert.Single(Account.Certificates.All).RevokedAt);
        Assert.Equal("superseded", await (await admin.GetAsync(first)).ErrorAsync());
        Assert.Equal(2, NetSuite.Journal.Count(Operation.Revoke));
        await _deployment.TokenAsync();
    }

    [Fact]
    public async Task Another_person_consenting_gets_a_certificate_of_their_own_and_the_first_one_is_revoked()
    {
        using var admin = _deployment.NewAdmin();
        var held = NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        var link = await LinkAsync();
        await admin.ConsentAsync(link);
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        await admin.ConsentAsync(link, user: 318);
        var tenant = await _deployment.TurnUntilConnectedAsync(_time);
        held.Release();
        await _deployment.WaitUntilCleanAsync();

        Assert.Equal(318, tenant.GetProperty("entity").GetInt32());
        Assert.Equal([317, 318], Account.Certificates.All.Select(certificate => certificate.Entity));
        Assert.Equal([true, false], Account.Certificates.All.Select(certificate => certificate.RevokedAt is not null));
        await _deployment.TokenAsync();
    }

    [Fact]
    public async Task The_same_person_consenting_again_while_the_upload_hangs_does_not_send_it_twice()
    {
        using var admin = _deployment.NewAdmin();
        var held = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        var link = await LinkAsync();
        await admin.ConsentAsync(link);
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        await admin.ConsentAsync(link);
        var tenant = await _deployment.TurnUntilAsync(
            _time, document => Text(document, "status") == "connected" || Text(document.GetProperty("rotation"), "last_error") == "upload_unconfirmed");
        held.Release();
        await Eventually.IsTrueAsync(() => Account.Certificates.All.Count == 1, () => "the first upload is taken");
        await _deployment.TurnUntilConnectedAsync(_time);

        Assert.Equal("provisioning", Text(tenant, "status"));
        Assert.Equal(1, NetSuite.Journal.Count(Operation.CertificatesUpload));
        Assert.Single(NetSuite.Active());
    }

    [Fact]
    public async Task A_key_given_up_for_another_persons_leaves_memory_too()
    {
        using var admin = _deployment.NewAdmin();
        var keys = _deployment.App.Services.GetRequiredService<SigningKeyCache>();
        NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Answer) { Status = 503, Times = 2 });
        var link = await LinkAsync();
        await admin.ConsentAsync(link);
        await _deployment.TurnUntilAsync(_time, document => Text(document.GetProperty("rotation"), "last_error") == "unavailable");
        Assert.Equal(1, keys.Count);

        await admin.ConsentAsync(link, user: 318);
        await _deployment.TurnUntilConnectedAsync(_time);

        Assert.Equal(1, keys.Count);
    }

    [Fact]
    public async Task While_a_connected_tenant_is_connected_anew_its_old_certificate_goes_on_signing()
    {
        await _deployment.ConnectAsync();
        var before = await _deployment.TenantAsync();
        using var admin = _deployment.NewAdmin();
        var held = NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        await admin.ConsentAsync(await LinkAsync());
        await held.WaitUntilHeldAsync(TestContext.Current.CancellationToken);

        var during = await _deployment.TenantAsync();
        await _deployment.TokenAsync(more: ("scope", "restlets"));
        var mint = NetSuite.Journal.Entries.Last(entry => entry.Operation == Operation.TokenClientCredentials);
        held.Release();
        var after = await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == 2);

        Assert.Equal(("connected", 1, "uploading"), (Text(during, "status"), during.GetProperty("generation").GetInt32(), Text(during.GetProperty("rotation"), "state")));
        Assert.Equal(Certificate(before), Certificate(during));
        Assert.Equal((200, Certificate(before)), (mint.Status, mint.CertificateId));
        Assert.Equal("connected", Text(after, "status"));
        Assert.NotEqual(Certificate(before), Certificate(after));
        Assert.Equal(Text(before, "connected_at"), Text(after, "connected_at"));
        Assert.Equal("tenant.reconnected", await _deployment.QueryAsync(db => db.Events
            .Where(e => e.Type.StartsWith("tenant.")).OrderByDescending(e => e.Id).Select(e => e.Type).FirstAsync(TestContext.Current.CancellationToken)));

        // A token of the new generation, with the new certificate.
        await _deployment.TokenAsync(more: ("scope", "restlets"));
        Assert.Equal(Certificate(after), NetSuite.Journal.Entries.Last(entry => entry.Operation == Operation.TokenClientCredentials).CertificateId);
    }

    [Fact]
    public async Task A_reconnect_that_fails_leaves_the_tenant_connected_and_healthy()
    {
        await _deployment.ConnectAsync();
        using var admin = _deployment.NewAdmin();

        var result = (await admin.ConsentAsync(await LinkAsync(), role: 1043)).Headers.Location!;
        var tenant = await _deployment.TurnUntilAsync(_time, document => Text(document.GetProperty("rotation"), "state") == "idle");

        Assert.Equal(("connected", "ok", 1, 1042), (Text(tenant, "status"), Text(tenant, "health"), tenant.GetProperty("generation").GetInt32(), tenant.GetProperty("role").GetInt32()));
        Assert.Equal("permission_missing", await (await admin.GetAsync(result)).ErrorAsync());
        await _deployment.TokenAsync(more: ("scope", "restlets"));
    }

    [Fact]
    public async Task A_denied_reconnect_changes_nothing()
    {
        await _deployment.ConnectAsync();
        using var admin = _deployment.NewAdmin();
        var before = await _deployment.TenantAsync();

        await (await admin.ConsentAsync(await LinkAsync(), allow: false)).AssertRefusedAsync("access_denied");

        Assert.Equal(before.ToString(), (await _deployment.TenantAsync()).ToString());
    }

    private SimulatedNetSuite NetSuite => _deployment.Simulator.NetSuite;

    private Account Account => NetSuite.FindAccount(Deployment.Account)!;

    private Task<Uri> LinkAsync() => _deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });

    private static string? Text(System.Text.Json.JsonElement document, string name) => document.GetProperty(name).GetString();

    private static string? Certificate(System.Text.Json.JsonElement tenant) => Text(tenant.GetProperty("certificate"), "id");
}
