using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>Every way a callback is refused. None of them sends the code anywhere.</summary>
public sealed class CallbackRefusalTests(CallbackRefusalTests.WithReturnUrl shared) : IClassFixture<CallbackRefusalTests.WithReturnUrl>
{
    private const string ReturnUrl = "https://app.example.com/netsuite?from=connect";

    private Deployment Deployment => shared.Deployment;

    [Theory]
    [InlineData("!code", "callback_invalid")]
    [InlineData("code=", "callback_invalid")]
    [InlineData("!role", "callback_invalid")]
    [InlineData("role=", "callback_invalid")]
    [InlineData("role=abc", "callback_invalid")]
    [InlineData("role=10.42", "callback_invalid")]
    [InlineData("role=%2B1042", "callback_invalid")]
    [InlineData("role=%201042", "callback_invalid")]
    [InlineData("role=99999999999", "callback_invalid")]
    [InlineData("role=1042%00", "callback_invalid")]
    [InlineData("!entity", "callback_invalid")]
    [InlineData("entity=--5", "callback_invalid")]
    [InlineData("entity=%D9%A3%D9%A1%D9%A7", "callback_invalid")]
    [InlineData("&code=another", "callback_invalid")]
    [InlineData("&role=1042", "callback_invalid")]
    [InlineData("&entity=317", "callback_invalid")]
    [InlineData("&company=1234567", "callback_invalid")]
    [InlineData("&error=access_denied", "access_denied")]
    [InlineData("&error=invalid_scope", "invalid_scope")]
    [InlineData("&error=some_new_word", "some_new_word")]
    [InlineData("&error=", "netsuite_error")]
    [InlineData("&error=Access%20Denied", "netsuite_error")]
    [InlineData("&error=%3Cscript%3Ealert(1)%3C/script%3E", "netsuite_error")]
    [InlineData("&error=access_denied%0A", "netsuite_error")]
    [InlineData("&error=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "netsuite_error")]
    [InlineData("!company", "account_invalid")]
    [InlineData("company=TSTDRV1234567", "account_mismatch")]
    [InlineData("company=1234567_SB1", "account_mismatch")]
    public async Task A_callback_with_one_thing_wrong_has_its_code_on_a_page_or_at_the_return_url(string change, string code)
    {
        using var admin = Deployment.NewAdmin();
        var exchanges = Exchanges;
        var onPage = await admin.CallbackAsync(await LinkAsync("on-page"));
        var elsewhere = await admin.CallbackAsync(await LinkAsync("elsewhere", ReturnUrl));

        await (await admin.GetAsync(onPage.With(change))).AssertRefusedAsync(code);
        var redirect = await admin.GetAsync(elsewhere.With(change));

        Assert.Equal(HttpStatusCode.SeeOther, redirect.StatusCode);
        Assert.StartsWith(ReturnUrl, redirect.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(
            new Dictionary<string, string> { ["from"] = "connect", ["tenant"] = "elsewhere", ["status"] = "error", ["error"] = code },
            redirect.Headers.Location.Parameters());
        Assert.Equal(exchanges, Exchanges);

        // Spent all the same: what was right before the change comes too late.
        await (await admin.GetAsync(onPage)).AssertRefusedAsync("state_used");
        Assert.Equal(exchanges, Exchanges);
        Assert.Equal("pending", (await Deployment.TenantAsync("on-page")).GetProperty("status").GetString());
        Assert.Equal(code, (await Deployment.TenantAsync("on-page")).GetProperty("health_reason").GetString());
    }

    [Fact]
    public async Task A_denial_at_NetSuite_is_access_denied_and_the_page_offers_another_try()
    {
        using var admin = Deployment.NewAdmin();

        var answer = await admin.ConsentAsync(await LinkAsync("denied"), allow: false);

        await answer.AssertRefusedAsync("access_denied");
        Assert.Equal(HttpStatusCode.Redirect, (await admin.GetAsync((await answer.RetryAsync())!)).StatusCode);
    }

    [Theory]
    [InlineData("/callback", "state_missing")]
    [InlineData("/callback?state=", "state_missing")]
    [InlineData("/callback?code=abc&role=1042&entity=317&company=1234567", "state_missing")]
    [InlineData("/callback?state=never-given-out-0123456789", "state_unknown")]
    [InlineData("/callback?state=%00%FF%F0%9F%98%80", "state_unknown")]
    [InlineData("/callback?state=one&state=two", "callback_invalid")]
    public async Task A_callback_that_belongs_to_no_connection_gets_a_page(string path, string code)
    {
        using var admin = Deployment.NewAdmin();

        await (await admin.GetAsync(new Uri(Deployment.PublicUrl, path))).AssertRefusedAsync(code);
    }

    [Fact]
    public async Task A_state_given_twice_is_not_redeemed()
    {
        using var admin = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync("twice-in-one"));

        await (await admin.GetAsync(callback.With($"&state={callback.Parameters()["state"]}"))).AssertRefusedAsync("callback_invalid");

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.GetAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task A_used_state_leads_back_to_the_return_url_too()
    {
        using var admin = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync("again", ReturnUrl));

        var first = await admin.GetAsync(callback);
        var second = await admin.GetAsync(callback);

        Assert.Equal("provisioning", first.Headers.Location!.Parameters()["status"]);
        Assert.Equal("state_used", second.Headers.Location!.Parameters()["error"]);
    }

    [Fact]
    public async Task Another_browser_cannot_finish_what_this_one_began_and_nobody_can_after_that()
    {
        using var admin = Deployment.NewAdmin();
        using var stranger = Deployment.NewAdmin();
        var exchanges = Exchanges;
        var callback = await admin.CallbackAsync(await LinkAsync("no-cookie"));
        var ofAdmin = await admin.CallbackAsync(await LinkAsync("other-cookie"));
        _ = await stranger.CallbackAsync(await LinkAsync("of-the-stranger"));

        using var noCookie = Deployment.NewAdmin();
        var withoutCookie = await noCookie.GetAsync(callback);
        var withOther = await stranger.GetAsync(ofAdmin);

        await withoutCookie.AssertRefusedAsync("browser_mismatch");
        await withOther.AssertRefusedAsync("browser_mismatch");
        Assert.Null(await withOther.RetryAsync());
        await (await admin.GetAsync(callback)).AssertRefusedAsync("state_used");
        Assert.Equal(exchanges, Exchanges);
    }

    [Fact]
    public async Task A_spent_state_offers_the_link_again_to_the_browser_that_began_until_the_link_has_done_its_work()
    {
        using var admin = Deployment.NewAdmin();
        using var stranger = Deployment.NewAdmin();
        _ = await stranger.CallbackAsync(await LinkAsync("spent-elsewhere"));
        var link = await LinkAsync("spent");
        var callback = await admin.CallbackAsync(link, allow: false);
        await (await admin.GetAsync(callback)).AssertRefusedAsync("access_denied");

        var reloaded = await admin.GetAsync(callback);
        var elsewhere = await stranger.GetAsync(callback);

        await reloaded.AssertRefusedAsync("state_used");
        await elsewhere.AssertRefusedAsync("state_used");
        Assert.Null(await elsewhere.RetryAsync());
        await admin.ConsentAsync((await reloaded.RetryAsync())!);
        await Deployment.WaitForAsync("spent", tenant => tenant.GetProperty("status").GetString() == "connected");
        Assert.Null(await (await admin.GetAsync(callback)).RetryAsync());
    }

    [Fact]
    public async Task The_browser_is_judged_before_anything_else_of_the_callback()
    {
        using var admin = Deployment.NewAdmin();
        using var stranger = Deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync("judged", ReturnUrl));

        var answer = await stranger.GetAsync(callback.With("&error=access_denied").With("!code"));

        Assert.Equal("browser_mismatch", answer.Headers.Location!.Parameters()["error"]);
    }

    [Fact]
    public async Task Two_links_open_side_by_side_in_one_browser_both_come_back()
    {
        using var admin = Deployment.NewAdmin();
        var one = await admin.CallbackAsync(await LinkAsync("side-one"));
        var other = await admin.CallbackAsync(await LinkAsync("side-other"));

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.GetAsync(one)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.GetAsync(other)).StatusCode);
    }

    [Fact]
    public async Task Of_twenty_callbacks_at_once_exactly_one_redeems_the_state()
    {
        using var admin = Deployment.NewAdmin();
        var exchanges = Exchanges;
        var callback = await admin.CallbackAsync(await LinkAsync("at-once"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => admin.GetAsync(callback)));

        var accepted = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        Assert.StartsWith("/connected/", accepted.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        foreach (var refused in answers.Where(answer => answer != accepted))
        {
            await refused.AssertRefusedAsync("state_used");
        }

        Assert.Equal(exchanges + 1, Exchanges);
    }

    [Fact]
    public async Task Twenty_consents_for_one_tenant_at_once_leave_one_connection()
    {
        using var admin = Deployment.NewAdmin();
        var callbacks = new List<Uri>();
        for (var i = 0; i < 20; i++)
        {
            callbacks.Add(await admin.CallbackAsync(await LinkAsync("crowd")));
        }

        var answers = await Task.WhenAll(callbacks.Select(admin.GetAsync));

        Assert.All(answers, answer => Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode}"));
        await Deployment.WaitForAsync("crowd", tenant => tenant.GetProperty("status").GetString() == "connected");
        Assert.Equal("idle", (await Deployment.WaitForAsync("crowd", tenant => tenant.GetProperty("rotation").GetProperty("state").GetString() == "idle"))
            .GetProperty("rotation").GetProperty("state").GetString());
    }

    private long Exchanges => Deployment.Simulator.NetSuite.Journal.Count(Operation.TokenAuthorizationCode);

    private Task<Uri> LinkAsync(string tenant, string? returnUrl = null) =>
        Deployment.LinkAsync(new { tenant, account = Deployment.Account, return_url = returnUrl });

    public sealed class WithReturnUrl : SharedDeployment
    {
        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Connect:ReturnUrls:0"] = ReturnUrl;
            settings["Certificates:MaxActivePerIntegration"] = "100";
        }

        protected override void Arrange(SimulatorOptions simulator) => simulator.MaxActiveCertificates = 1000;
    }
}
