using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>The page anybody may open, when the vendor wants that: one field, which may be left empty.</summary>
public sealed class SelfServiceTests(SelfServiceTests.SwitchedOn shared) : IClassFixture<SelfServiceTests.SwitchedOn>
{
    private Deployment Deployment => shared.Deployment;

    [Fact]
    public async Task Without_the_setting_there_is_no_such_page()
    {
        await using var closed = await Deployment.StartAsync();
        using var admin = closed.NewAdmin();

        foreach (var path in new[] { "/connect", "/connect?account=1234567", "/connect?account=" })
        {
            await (await admin.GetAsync(new Uri(closed.PublicUrl, path))).AssertRefusedAsync("link_unknown", HttpStatusCode.NotFound);
        }

        Assert.Empty(closed.Simulator.NetSuite.Journal.Entries);
    }

    [Fact]
    public async Task The_form_leads_to_NetSuite_and_its_policy_lets_it()
    {
        using var admin = Deployment.NewAdmin();

        var page = await admin.GetAsync(Url(""));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("name=\"account\"", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var simulator = Deployment.Simulator.BaseAddress;
        Assert.EndsWith($"form-action 'self' https: {simulator.Scheme}://{simulator.Authority}", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1234567", "/1234567.app.netsuite.com/")]
    [InlineData("%20tstdrv1234567%20", "/tstdrv1234567.app.netsuite.com/")]
    [InlineData("1234567_SB1", "/1234567-sb1.app.netsuite.com/")]
    [InlineData("", "/system.netsuite.com/")]
    [InlineData("%20", "/system.netsuite.com/")]
    public async Task An_account_or_none_goes_on_to_NetSuite_at_once(string typed, string host)
    {
        using var admin = Deployment.NewAdmin();

        var answer = await admin.GetAsync(Url($"?account={typed}"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(host, answer.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?account=12%2F34")]
    [InlineData("?account=evil.example.com")]
    [InlineData("?account=1234567%00")]
    [InlineData("?account=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("?account=1234567&account=1234567")]
    [InlineData("?account=%D1%82%D0%B5%D1%81%D1%82")]
    public async Task What_is_no_account_is_shown_again_with_the_reason(string query)
    {
        using var admin = Deployment.NewAdmin();

        var answer = await admin.GetAsync(Url(query));

        await answer.AssertRefusedAsync("account_invalid");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("name=\"account\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tenant_is_the_account_that_consented()
    {
        using var admin = Deployment.NewAdmin();

        var toNetSuite = await admin.GetAsync(Url("?account="));
        var result = await admin.GetAsync(await admin.DecideAsync(toNetSuite.Headers.Location!, account: "1234567_SB1"));
        var tenant = await Deployment.WaitForAsync("1234567-sb1", document => document.GetProperty("status").GetString() == "connected");

        Assert.StartsWith("/connected/", result.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal("1234567_SB1", tenant.GetProperty("account_id").GetString());
    }

    [Fact]
    public async Task The_account_that_was_typed_is_the_one_that_must_come_back()
    {
        using var admin = Deployment.NewAdmin();
        var toNetSuite = await admin.GetAsync(Url("?account=1234567"));

        var callback = await admin.DecideAsync(toNetSuite.Headers.Location!);

        var refused = await admin.GetAsync(callback.With("company=TSTDRV1234567"));

        await refused.AssertRefusedAsync("account_mismatch");
        Assert.Equal("You approved in TSTDRV1234567; this connection is for 1234567.", await refused.AccountsAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await Deployment.Internal.GetAsync("/tenants/tstdrv1234567", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_tenant_that_a_link_connected_through_another_integration_is_not_theirs_to_change()
    {
        await using var deployment = await Deployment.StartAsync(settings =>
        {
            settings["Connect:SelfService"] = "true";
            settings["NetSuite:Integrations:strict:ClientId"] = settings["NetSuite:Integrations:default:ClientId"];
            settings["NetSuite:Integrations:strict:AllowedRoles:0"] = "1042";
        });
        using var admin = deployment.NewAdmin();
        await admin.ConsentAsync(await deployment.LinkAsync(new { tenant = "1234567", account = "1234567", integration = "strict" }));
        await deployment.WaitForAsync("1234567", document => document.GetProperty("status").GetString() == "connected");

        using var stranger = deployment.NewAdmin();
        var toNetSuite = await stranger.GetAsync(new Uri(deployment.PublicUrl, "/connect?account=1234567"));
        var refused = await stranger.GetAsync(await stranger.DecideAsync(toNetSuite.Headers.Location!, role: 3, user: -5));

        await refused.AssertRefusedAsync("account_mismatch");
        Assert.Equal("You approved in 1234567.", await refused.AccountsAsync());
        var tenant = await deployment.TenantAsync("1234567");
        Assert.Equal(("strict", 1042, 1), (tenant.GetProperty("integration").GetString(), tenant.GetProperty("role").GetInt32(), tenant.GetProperty("generation").GetInt32()));
    }

    [Fact]
    public async Task A_strangers_forged_callback_says_nothing_about_the_tenant_it_names()
    {
        using var opener = Deployment.NewAdmin();
        await opener.GetAsync(await Deployment.LinkAsync(new { tenant = "1234567", account = "1234567" }));
        using var stranger = Deployment.NewAdmin();
        var toNetSuite = await stranger.GetAsync(Url("?account="));
        var state = toNetSuite.Headers.Location!.Query.Split("state=")[1].Split('&')[0];

        var refused = await stranger.GetAsync(new Uri(Deployment.PublicUrl, $"/callback?state={state}&code=junk&company=1234567&role=3&entity=-5"));

        await refused.AssertRefusedAsync("exchange_failed");
        Assert.Equal("unknown", (await Deployment.TenantAsync("1234567")).GetProperty("health").GetString());
    }

    [Fact]
    public async Task Whoever_denied_is_led_back_to_the_form()
    {
        using var admin = Deployment.NewAdmin();
        var toNetSuite = await admin.GetAsync(Url("?account=1234567"));

        var denied = await admin.GetAsync(await admin.DecideAsync(toNetSuite.Headers.Location!, allow: false));

        await denied.AssertRefusedAsync("access_denied");
        Assert.Equal(Url(""), await denied.RetryAsync());
    }

    [Fact]
    public async Task A_setup_that_failed_leads_back_to_the_form()
    {
        await using var deployment = await Deployment.StartAsync(settings => settings["Connect:SelfService"] = "true");
        using var admin = deployment.NewAdmin();
        var toNetSuite = await admin.GetAsync(new Uri(deployment.PublicUrl, "/connect?account=1234567"));

        // Role 1043 of the simulator may log in and no more.
        var accepted = await admin.GetAsync(await admin.DecideAsync(toNetSuite.Headers.Location!, role: 1043));
        await deployment.WaitForAsync("1234567", tenant => tenant.GetProperty("health").GetString() == "failing");
        var result = await admin.GetAsync(accepted.Headers.Location!);

        Assert.NotNull(await result.ErrorAsync());
        Assert.Equal(new Uri(deployment.PublicUrl, "/connect"), await result.RetryAsync());
    }

    [Fact]
    public async Task No_button_leads_to_a_form_that_was_taken_away()
    {
        await using var deployment = await Deployment.StartAsync(settings => settings["Connect:SelfService"] = "true");
        using var admin = deployment.NewAdmin();
        var toNetSuite = await admin.GetAsync(new Uri(deployment.PublicUrl, "/connect?account=1234567"));
        var callback = await admin.DecideAsync(toNetSuite.Headers.Location!, allow: false);
        await deployment.RestartAsync(settings => settings["Connect:SelfService"] = "false");

        var denied = await admin.GetAsync(callback);

        await denied.AssertRefusedAsync("access_denied");
        Assert.Null(await denied.RetryAsync());
    }

    private Uri Url(string query) => new(Deployment.PublicUrl, "/connect" + query);

    public sealed class SwitchedOn : SharedDeployment
    {
        protected override void Configure(Dictionary<string, string?> settings) => settings["Connect:SelfService"] = "true";
    }
}
