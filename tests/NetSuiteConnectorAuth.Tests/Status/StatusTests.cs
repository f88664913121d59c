using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Status;
using NetSuiteConnectorAuth.Status.Pages;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>The whole deployment in one document.</summary>
public sealed class StatusTests(StatusTests.WithTrouble shared) : IClassFixture<StatusTests.WithTrouble>
{
    private static readonly Secret ReaderSecret = Secret.Random();
    private static readonly Secret PartnerSecret = Secret.Random();

    private Deployment Deployment => shared.Deployment;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_has_every_field_of_the_contract_and_no_other()
    {
        var status = await StatusAsync(Deployment.Internal);

        Assert.Equal(
            ["alarms", "attention", "cache", "callers", "certificates", "configuration", "keys", "rotations", "schedulers", "simulated", "started_at", "store", "tenants", "version"],
            Names(status));
        Assert.Equal(["by_health", "by_status", "total"], Names(status.GetProperty("tenants")));
        Assert.Equal(["expiring", "next_expiry"], Names(status.GetProperty("certificates")));
        Assert.Equal(["30d", "60d", "7d", "90d"], Names(status.GetProperty("certificates").GetProperty("expiring")));
        Assert.Equal(["applied_at", "faults", "refused_since"], Names(status.GetProperty("configuration")));
        Assert.Equal(["overdue", "running"], Names(status.GetProperty("rotations")));
        Assert.All(status.GetProperty("schedulers").EnumerateArray(), scheduler => Assert.Equal(["job", "last_run_age_seconds"], Names(scheduler)));
        Assert.Equal(["callers", "housekeeping", "issuance", "upkeep"], status.GetProperty("schedulers").EnumerateArray().Select(scheduler => scheduler.GetProperty("job").GetString()).Order());
        Assert.Equal((true, "sqlite"), (status.GetProperty("simulated").GetBoolean(), status.GetProperty("store").GetString()));
        Assert.True(status.GetProperty("keys").GetProperty("usable").GetBoolean());
        Assert.False(status.GetProperty("keys").GetProperty("protected").GetBoolean());
    }

    [Fact]
    public async Task Tenants_are_counted_by_status_and_by_health_with_every_state_named()
    {
        var tenants = (await StatusAsync(Deployment.Internal)).GetProperty("tenants");

        Assert.Equal(3, tenants.GetProperty("total").GetInt32());
        Assert.Equal(
            """{"pending":2,"provisioning":0,"connected":1,"reconnect_required":0,"disconnected":0}""", tenants.GetProperty("by_status").GetRawText());
        Assert.Equal("""{"unknown":1,"ok":1,"failing":1}""", tenants.GetProperty("by_health").GetRawText());
    }

    [Fact]
    public async Task A_tenant_that_needs_a_person_comes_with_a_link_that_works()
    {
        var item = Assert.Single((await StatusAsync(Deployment.Internal)).GetProperty("attention").EnumerateArray());

        Assert.Equal(["connect_url", "reason", "since", "tenant"], Names(item));
        Assert.Equal(("troubled", "permission_missing"), (item.GetProperty("tenant").GetString(), item.GetProperty("reason").GetString()));
        using var admin = Deployment.NewAdmin();
        Assert.Equal(HttpStatusCode.Redirect, (await admin.GetAsync(new Uri(item.GetProperty("connect_url").GetString()!))).StatusCode);
    }

    [Fact]
    public async Task Who_may_only_observe_gets_no_link()
    {
        using var reader = Deployment.ClientOf("reader", ReaderSecret);

        var item = Assert.Single((await StatusAsync(reader)).GetProperty("attention").EnumerateArray());

        Assert.Equal(["reason", "since", "tenant"], Names(item));
    }

    [Fact]
    public async Task The_names_of_others_tenants_are_not_in_it()
    {
        using var partner = Deployment.ClientOf("partner", PartnerSecret);

        Assert.Empty((await StatusAsync(partner)).GetProperty("attention").EnumerateArray());
    }

    [Fact]
    public async Task A_tenant_without_room_for_its_next_certificate_hides_none_that_fails()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync("full");
        await deployment.ConnectAsync("failing");
        await deployment.ExecuteSqlAsync(
            "UPDATE Upkeeps SET LastError = 'slots_full' WHERE Tenant = 'full';"
            + "UPDATE Tenants SET Health = 'Failing', HealthReason = 'timeout' WHERE Name = 'failing'");
        var caller = new Caller("operator", [TenantPattern.Parse("*")!], Permissions.Observe);

        var status = await deployment.App.Services.GetRequiredService<StatusQuery>().ReadAsync(caller, Cancelled);

        Assert.Equal("full", Assert.Single(status.Attention).Tenant);
        Assert.Equal(1, status.Tenants.FailingByThemselves);
        Assert.Equal(["1 tenant needs a person.", "1 other tenant is failing."], StatusConcerns.Of(status));
    }

    [Fact]
    public async Task Within_a_second_all_who_ask_share_one_count_and_then_it_is_counted_again()
    {
        var time = Jobs.StandingClock();
        await using var deployment = await Deployment.StartAsync(time: time);
        Assert.Equal(0, await TotalAsync());
        await deployment.OpenTenantAsync("new", "7777777");

        time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await TotalAsync());
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await TotalAsync());

        async Task<int> TotalAsync() => (await StatusAsync(deployment.Internal)).GetProperty("tenants").GetProperty("total").GetInt32();
    }

    private static async Task<JsonElement> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/status", Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Deployment.JsonAsync(answer);
    }

    private static IEnumerable<string> Names(JsonElement document) => document.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    public sealed class WithTrouble : SharedDeployment
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Deployment.ConnectAsync("healthy");
            using var admin = Deployment.NewAdmin();
            await admin.GetAsync(await Deployment.LinkAsync(new { tenant = "waiting" }));
            await admin.ConsentAsync(await Deployment.LinkAsync(new { tenant = "troubled" }), role: 1043);
            await Deployment.WaitForAsync("troubled", tenant => tenant.GetProperty("health").GetString() == "failing");

            // A job is told of from the end of its first round.
            var clock = Deployment.App.Services.GetRequiredService<SchedulerClock>();
            await Eventually.IsTrueAsync(() => clock.Ages().Count == 4, () => "every job had its first round");
        }

        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Callers:reader:Secrets:0"] = SecretHash.Of(ReaderSecret).ToString();
            settings["Callers:reader:Tenants:0"] = "*";
            settings["Callers:reader:Permissions:0"] = "observe";
            settings["Callers:partner:Secrets:0"] = SecretHash.Of(PartnerSecret).ToString();
            settings["Callers:partner:Tenants:0"] = "partner-*";
            settings["Callers:partner:Permissions:0"] = "manage";
        }
    }
}
