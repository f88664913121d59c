using System.Net;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants.Import;

/// <summary>An import meets a tenant that is there already.</summary>
public sealed class ImportOntoTenantTests(ImportTroubleTests.WithManySlots shared) : IClassFixture<ImportTroubleTests.WithManySlots>
{
    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tenant_of_another_account_is_not_moved()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync("settled", mapping.Body());
        var elsewhere = await HandMadeMapping.MakeAsync(Deployment, account: "1234567_SB1");

        var refusal = await Deployment.RefuseImportAsync("settled", elsewhere.Body());

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.Contains("account 1234567.", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_connected_with_another_certificate_keeps_it()
    {
        await Deployment.ConnectAsync("consented");
        var before = await Deployment.TenantAsync("consented");
        var mapping = await HandMadeMapping.MakeAsync(Deployment);

        var refusal = await Deployment.RefuseImportAsync("consented", mapping.Body());

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.Contains("another certificate", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(before.ToString(), (await Deployment.TenantAsync("consented")).ToString());
    }

    [Fact]
    public async Task A_connection_that_is_being_made_is_not_disturbed()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var hold = Deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        using var admin = Deployment.NewAdmin();
        await admin.ConsentAsync(await Deployment.LinkAsync(new { tenant = "under-way", account = Deployment.Account }));
        await hold.WaitUntilHeldAsync(Cancelled).WaitAsync(Eventually.Bound, Cancelled);

        var refusal = await Deployment.RefuseImportAsync("under-way", mapping.Body());
        hold.Release();

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.Contains("is being made", refusal.Detail, StringComparison.Ordinal);
        await Deployment.WaitForAsync("under-way", tenant => tenant.GetProperty("status").GetString() == "connected");
    }

    [Fact]
    public async Task A_connection_made_while_NetSuite_was_asked_wins()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var hold = Deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        var importing = Deployment.RefuseImportAsync("overtaken", mapping.Body());
        await hold.WaitUntilHeldAsync(Cancelled).WaitAsync(Eventually.Bound, Cancelled);
        await Deployment.ConnectAsync("overtaken");
        hold.Release();

        var refusal = await importing;

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.NotEqual(mapping.Id, CertificateId(await Deployment.TenantAsync("overtaken")));
    }

    [Fact]
    public async Task A_disconnect_ordered_while_NetSuite_was_asked_is_not_undone()
    {
        await Deployment.ConnectAsync("ended");
        await LoseAsync("ended");
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        var hold = Deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 1 });
        var importing = Deployment.RefuseImportAsync("ended", mapping.Body());
        await hold.WaitUntilHeldAsync(Cancelled).WaitAsync(Eventually.Bound, Cancelled);
        using var disconnected = await Deployment.Internal.DeleteAsync("/tenants/ended", Cancelled);
        hold.Release();

        var refusal = await importing;

        Assert.Equal((409, "conflict"), (refusal.Status, refusal.Code));
        Assert.Equal("disconnected", Text(await Deployment.TenantAsync("ended"), "status"));
    }

    [Fact]
    public async Task A_tenant_that_needs_a_person_is_reconnected_by_an_import_and_its_old_certificate_retired()
    {
        await Deployment.ConnectAsync("lost");
        var old = CertificateId(await Deployment.TenantAsync("lost"));
        await LoseAsync("lost");
        var mapping = await HandMadeMapping.MakeAsync(Deployment);

        var tenant = await Deployment.ImportAsync("lost", mapping.Body());

        Assert.Equal(("connected", "ok", 2), (Text(tenant, "status"), Text(tenant, "health"), tenant.GetProperty("generation").GetInt32()));
        Assert.Equal(mapping.Id, CertificateId(tenant));
        var name = TenantName.Parse("lost");
        var certificates = await Deployment.QueryAsync(db => db.Certificates.Where(c => c.Tenant == name).ToListAsync(Cancelled));
        Assert.Equal([(mapping.Id, false), (old, true)], certificates.Select(c => (c.Id, c.RetiredAt is not null)).OrderBy(c => c.Item2));
        Assert.Contains("tenant.reconnected", await Deployment.EventsAsync("lost"));
        await Deployment.TokenAsync("lost");
    }

    [Fact]
    public async Task A_certificate_we_had_before_can_come_back()
    {
        var (first, second) = (await HandMadeMapping.MakeAsync(Deployment), await HandMadeMapping.MakeAsync(Deployment));
        await Deployment.ImportAsync("back", first.Body());
        await LoseAsync("back");
        await Deployment.ImportAsync("back", second.Body());
        await LoseAsync("back");

        var tenant = await Deployment.ImportAsync("back", first.BodyById());

        Assert.Equal((first.Id, 3), (CertificateId(tenant), tenant.GetProperty("generation").GetInt32()));
        await Deployment.TokenAsync("back");
    }

    [Fact]
    public async Task A_key_in_memory_does_not_answer_for_the_one_that_was_sent()
    {
        var mapping = await HandMadeMapping.MakeAsync(Deployment);
        await Deployment.ImportAsync("in-memory", mapping.Body());
        using var minted = await Deployment.RequestTokenAsync("in-memory", ("rejected_token", await Deployment.AccessTokenAsync("in-memory")));
        Assert.Equal(HttpStatusCode.OK, minted.StatusCode);
        await LoseAsync("in-memory");
        var other = await HandMadeMapping.MakeAsync(Deployment);

        var refusal = await Deployment.RefuseImportAsync("in-memory", mapping.BodyById().With("private_key_pem", other.KeyPem));

        Assert.Equal((422, "not_proven"), (refusal.Status, refusal.Code));
    }

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string CertificateId(System.Text.Json.JsonElement tenant) => tenant.GetProperty("certificate").GetProperty("id").GetString()!;

    /// <summary>NetSuite has refused this tenant for good.</summary>
    private Task LoseAsync(string tenant) => Deployment.ChangeAsync(async (db, now) =>
    {
        var name = TenantName.Parse(tenant);
        Assert.True((await db.Tenants.SingleAsync(t => t.Name == name, Cancelled)).RequireReconnect("invalid_grant", now).IsApplied);
    });
}
