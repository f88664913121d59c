using System.Net;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>
/// <c>company</c> comes from whoever calls the callback and becomes a host name that a code is sent to. Role and entity
/// become what the tenant acts as.
/// </summary>
public sealed class CallbackAccountTests(CallbackAccountTests.WithRoles shared) : IClassFixture<CallbackAccountTests.WithRoles>
{
    private Deployment Deployment => shared.Deployment;

    public static TheoryData<string> HostileCompanies =>
    [
        "", "%20", "1234567/", "1234567%2F..%2F", "1234567@evil.example.com", "evil.example.com%23", "1234567%23", "1234567.evil.example.com", "1234567%2Eevil",
        "1234567%25", "%2e%2e", "1234567%00", "1234567%0d%0aHost:%20evil", "1234567%09", "1234567_SB1_SB2", "1234567%3Fx", "1234567:8443",
        "%D1%82%D0%B5%D1%81%D1%82", "xn--e1aybc", "%EF%BC%91234567", "1234567%E3%80%82evil", "%5B::1%5D", "..", "-1234567", "_SB1",
        "https:%2F%2F1234567.app.netsuite.com", new string('1', 10_000),
    ];

    [Theory]
    [MemberData(nameof(HostileCompanies))]
    public async Task What_is_not_an_account_ID_reaches_no_host(string company)
    {
        using var admin = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await Deployment.LinkAsync(new { tenant = "hostile" }));

        // Others were connected here, and what they consented to is revoked in the background.
        await Deployment.WaitUntilCleanAsync();
        var before = Deployment.Simulator.NetSuite.Journal.Entries[^1].Sequence;

        await (await admin.GetAsync(callback.With($"company={company}"))).AssertRefusedAsync("account_invalid");

        Assert.Equal(before, Deployment.Simulator.NetSuite.Journal.Entries[^1].Sequence);
        Assert.Empty(Deployment.UnexpectedCalls);
    }

    [Fact]
    public async Task An_account_that_discovery_answers_with_default_domains_does_not_exist()
    {
        using var admin = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await Deployment.LinkAsync(new { tenant = "undiscovered" }));
        var exchanges = Exchanges;

        await (await admin.GetAsync(callback.With("company=9999999"))).AssertRefusedAsync("account_invalid");

        Assert.Equal(exchanges, Exchanges);
        Assert.Equal("account_invalid", (await Deployment.TenantAsync("undiscovered")).GetProperty("health_reason").GetString());
    }

    [Fact]
    public async Task Discovery_that_is_down_stops_nobody()
    {
        using var admin = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await Deployment.LinkAsync(new { tenant = "no-discovery" }));
        var fault = Deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.Discovery, FaultKind.HtmlPage));

        var answer = await admin.GetAsync(callback);
        Deployment.Simulator.NetSuite.Faults.Remove(fault.Id);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await Deployment.WaitForAsync("no-discovery", tenant => tenant.GetProperty("status").GetString() == "connected");
    }

    [Fact]
    public async Task The_tenant_of_another_account_is_not_moved()
    {
        await Deployment.ConnectAsync("settled");
        using var admin = Deployment.NewAdmin();
        var uploads = Deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload);
        var exchanges = Exchanges;

        // A link made now would be pinned to the tenant's account.
        var answer = await admin.ConsentAsync(shared.EarlyLink, account: "TSTDRV1234567");

        await answer.AssertRefusedAsync("account_mismatch");
        Assert.Equal("You approved in TSTDRV1234567.", await answer.AccountsAsync());
        Assert.Equal((uploads, exchanges), (Deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload), Exchanges));
        var tenant = await Deployment.TenantAsync("settled");
        Assert.Equal(("connected", "1234567", "ok"), (tenant.GetProperty("status").GetString(), tenant.GetProperty("account_id").GetString(), tenant.GetProperty("health").GetString()));
    }

    [Theory]
    [InlineData("TSTDRV1234567")]
    [InlineData("1234567_SB1")]
    public async Task Who_approved_in_another_account_than_the_link_is_for_reads_both(string approvedIn)
    {
        using var admin = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await Deployment.LinkAsync(new { tenant = "both", account = Deployment.Account }));

        var answer = await admin.GetAsync(callback.With($"company={approvedIn}"));

        await answer.AssertRefusedAsync("account_mismatch");
        Assert.Equal($"You approved in {approvedIn}; this connection is for 1234567.", await answer.AccountsAsync());
    }

    [Fact]
    public async Task Another_browser_reads_neither_account()
    {
        using var admin = Deployment.NewAdmin();
        using var stranger = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await Deployment.LinkAsync(new { tenant = "neither", account = Deployment.Account }));

        var answer = await stranger.GetAsync(callback.With("company=TSTDRV1234567"));

        await answer.AssertRefusedAsync("browser_mismatch");
        Assert.Null(await answer.AccountsAsync());
        Assert.DoesNotContain("1234567", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_back_is_stored_and_not_what_was_hoped_for()
    {
        using var admin = Deployment.NewAdmin();
        var link = await Deployment.LinkAsync(new { tenant = "sandbox" });

        await admin.ConsentAsync(link, account: "1234567_SB1", user: -5);
        var tenant = await Deployment.WaitForAsync("sandbox", document => document.GetProperty("status").GetString() == "connected");

        Assert.Equal("1234567_SB1", tenant.GetProperty("account_id").GetString());
        Assert.Equal("sandbox", tenant.GetProperty("environment").GetString());
        Assert.Equal((1042, -5), (tenant.GetProperty("role").GetInt32(), tenant.GetProperty("entity").GetInt32()));
    }

    [Fact]
    public async Task A_role_that_is_not_among_the_allowed_ones_is_refused_before_the_code_is_sent()
    {
        using var admin = Deployment.NewAdmin();
        var exchanges = Exchanges;

        var answer = await admin.ConsentAsync(await Deployment.LinkAsync(new { tenant = "wrong-role" }), role: 1043);

        await answer.AssertRefusedAsync("role_not_allowed");
        Assert.NotNull(await answer.RetryAsync());
        Assert.Equal(exchanges, Exchanges);
    }

    private long Exchanges => Deployment.Simulator.NetSuite.Journal.Count(Operation.TokenAuthorizationCode);

    public sealed class WithRoles : SharedDeployment
    {
        /// <summary>A link from the time before the tenant was connected.</summary>
        public Uri EarlyLink { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            EarlyLink = await Deployment.LinkAsync(new { tenant = "settled" });
        }

        protected override void Configure(Dictionary<string, string?> settings) =>
            settings["NetSuite:Integrations:default:AllowedRoles:0"] = "1042";
    }
}
