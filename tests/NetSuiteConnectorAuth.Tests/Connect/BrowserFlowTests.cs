using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using NetSuiteConnectorAuth.Tests.Connect.Pages;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>The whole way of the customer's admin, in a real browser: from the link to the receipt, and every way it can end otherwise.</summary>
public sealed class BrowserFlowTests(BrowserFixture browser)
{
    private const string AnyAccount = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_result_page_goes_from_progress_to_the_receipt_by_itself_with_script_and_without(bool script)
    {
        await using var deployment = await Deployment.StartAsync(settings =>
        {
            // The upload is held while two pages are examined, on a machine that does everything else at the same time.
            Branded(settings);
            settings["NetSuite:RequestTimeout"] = "00:05:00";
        });
        var upload = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore));
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment, new() { JavaScriptEnabled = script });
        var suffix = script ? "" : "-without-script";

        await admin.GoToAsync(await LinkAsync(deployment));
        await admin.LookAsync("consent" + suffix);
        await admin.DecideAsync();
        await upload.WaitUntilHeldAsync(Cancellation);

        await Expect(admin.Heading).ToHaveTextAsync("Connecting to NetSuite");
        await Expect(admin.Page.Locator("[aria-current=step]")).ToContainTextAsync("Upload of the certificate (under way)");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Stop that" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Link, new() { Name = "Reload now" })).ToBeVisibleAsync();
        await admin.LookAsync("progress" + suffix);
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Reload now" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Link, new() { Name = "Stop that" })).ToBeVisibleAsync();

        upload.Release();

        await ExpectReceiptAsync(admin, Deployment.Account);
        await admin.LookAsync("receipt" + suffix);
        var certificate = (await deployment.TenantAsync()).GetProperty("certificate").GetProperty("id").GetString()!;
        await Expect(admin.Page.Locator(".certificate")).ToHaveTextAsync(certificate);
        deployment.Secrets.Search("the address bar", admin.Page.Url);
        _ = await deployment.TokenAsync();
    }

    [Fact]
    public async Task A_denial_says_so_and_the_same_link_can_still_connect()
    {
        await using var deployment = await Deployment.StartAsync(Branded);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        await admin.GoToAsync(await LinkAsync(deployment));

        await admin.DecideAsync(allow: false);

        await ExpectProblemAsync(admin, "access_denied", "The connection was not approved");
        await admin.LookAsync("denied");
        await ConnectAgainAsync(admin);
        await ExpectReceiptAsync(admin, Deployment.Account);
    }

    [Fact]
    public async Task A_callback_opened_in_another_browser_connects_nothing()
    {
        await using var deployment = await Deployment.StartAsync(Branded);
        await using var attacker = await BrowserVisit.OpenAsync(browser, deployment);
        await using var victim = await BrowserVisit.OpenAsync(browser, deployment);
        await attacker.GoToAsync(await LinkAsync(deployment));
        var callback = await attacker.AllowAndCatchCallbackAsync();

        await victim.GoToAsync(callback);

        await ExpectProblemAsync(victim, "browser_mismatch", "This was started in another browser");
        await Expect(victim.Page.GetByRole(AriaRole.Link, new() { Name = "Connect again" })).ToBeHiddenAsync();
        await victim.LookAsync("wrong-browser");
        await attacker.GoToAsync(callback);
        await ExpectProblemAsync(attacker, "state_used");
        await attacker.LookAsync("state-used");
        Assert.Equal(0, deployment.Simulator.NetSuite.Journal.Count(Operation.TokenAuthorizationCode));
    }

    [Fact]
    public async Task An_expired_link_leads_nowhere_and_says_so()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var deployment = await Deployment.StartAsync(Branded, time: time);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        var link = await LinkAsync(deployment);

        // It leaps: turned tick by tick it would fire every timer of eight days, which takes minutes.
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromDays(8));

        var answer = await admin.GoToAsync(link);

        Assert.Equal(410, answer.Status);
        await ExpectProblemAsync(admin, "link_expired", "This link has expired");
        await admin.LookAsync("link-expired");
    }

    [Fact]
    public async Task A_link_that_has_connected_leads_nowhere_and_says_so()
    {
        await using var deployment = await Deployment.StartAsync(Branded);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        var link = await LinkAsync(deployment);
        await admin.GoToAsync(link);
        await admin.DecideAsync();
        await ExpectReceiptAsync(admin, Deployment.Account);

        var answer = await admin.GoToAsync(link);

        Assert.Equal(410, answer.Status);
        await ExpectProblemAsync(admin, "link_used", "This link has already done its work");
        await admin.LookAsync("link-used");
    }

    [Fact]
    public async Task A_role_without_the_permission_is_named_and_another_role_then_connects()
    {
        await using var deployment = await Deployment.StartAsync(Branded);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        await admin.GoToAsync(await LinkAsync(deployment));

        await admin.DecideAsync(role: 1043);

        await ExpectProblemAsync(admin, "permission_missing", "The role is missing a permission");
        await Expect(admin.Page.GetByText("Manage own OAuth 2.0 Client Credentials Certificates")).ToBeVisibleAsync();
        await admin.LookAsync("permission-missing");
        await ConnectAgainAsync(admin);
        await ExpectReceiptAsync(admin, Deployment.Account);
        await Expect(admin.Page.GetByText("role ID 1042")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("1234567_SB1", "self-service")]
    [InlineData(AnyAccount, "self-service-any-account")]
    public async Task The_self_service_form_leads_to_NetSuite_and_back_to_the_receipt(string account, string name)
    {
        await using var deployment = await Deployment.StartAsync(SelfService);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        await admin.GoToAsync(new Uri(deployment.PublicUrl, "/connect"));
        await admin.LookAsync(name);

        await admin.Page.GetByLabel("NetSuite account ID").FillAsync(account);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Connect NetSuite" }).ClickAsync();
        await Expect(admin.Page.Locator("#allow")).ToBeVisibleAsync();
        await admin.LookAsync(name + "-consent");
        await admin.DecideAsync(account: account == AnyAccount ? "1234567_SB1" : null);

        await ExpectReceiptAsync(admin, "1234567_SB1");
        Assert.Equal("connected", (await deployment.TenantAsync("1234567-sb1")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_mistyped_account_is_corrected_on_the_form()
    {
        await using var deployment = await Deployment.StartAsync(SelfService);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        await admin.GoToAsync(new Uri(deployment.PublicUrl, "/connect"));
        var field = admin.Page.GetByLabel("NetSuite account ID");
        await field.FillAsync("1234567@evil.example");
        await field.PressAsync("Enter");

        await Expect(admin.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(field).ToHaveValueAsync("1234567@evil.example");
        await admin.LookAsync("self-service-mistyped");

        await field.FillAsync("1234567-sb1");
        await field.PressAsync("Enter");
        await Expect(admin.Page.Locator("#account")).ToHaveValueAsync("1234567_SB1");
    }

    [Theory]
    [InlineData(true, "status=provisioning")]
    [InlineData(false, "status=error", "error=access_denied")]
    public async Task A_link_with_a_return_url_brings_the_admin_back_there(bool allow, params string[] told)
    {
        await using var vendor = await PageHost.StartAsync(Cancellation, map: routes =>
            routes.MapGet("/settings", () => TypedResults.Text("the vendor's settings")));
        var returnUrl = new Uri(vendor.Address, "/settings?tab=netsuite").AbsoluteUri;
        await using var deployment = await Deployment.StartAsync(settings => settings["Connect:ReturnUrls:0"] = returnUrl);
        await using var admin = await BrowserVisit.OpenAsync(browser, deployment);
        await admin.GoToAsync(await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account, return_url = returnUrl }));

        await admin.DecideAsync(allow: allow);

        await Expect(admin.Page.GetByText("the vendor's settings")).ToBeVisibleAsync();
        deployment.Secrets.Search("the address bar", admin.Page.Url);
        var query = QueryHelpers.ParseQuery(new Uri(admin.Page.Url).Query).Select(parameter => $"{parameter.Key}={parameter.Value}");
        Assert.Equal(["tab=netsuite", $"tenant={Deployment.Tenant}", .. told], query);
    }

    [Fact]
    public async Task What_the_browser_complains_of_fails_the_visit()
    {
        await using var deployment = await Deployment.StartAsync();
        var admin = await BrowserVisit.OpenAsync(browser, deployment);
        await admin.GoToAsync(new Uri(deployment.PublicUrl, "/connect/forged"));

        await admin.Page.EvaluateAsync("document.body.append(Object.assign(document.createElement('script'), { src: '/evil.js' }))");
        await Expect(admin.Page.Locator("script")).ToHaveCountAsync(1);

        await Assert.ThrowsAsync<Xunit.Sdk.EmptyException>(async () => await admin.DisposeAsync());
    }

    private static void Branded(Dictionary<string, string?> settings)
    {
        settings["Branding:Name"] = "Example Connector";
        settings["Branding:SupportUrl"] = "https://support.example.com/netsuite";
    }

    private static void SelfService(Dictionary<string, string?> settings)
    {
        Branded(settings);
        settings["Connect:SelfService"] = "true";
    }

    private static Task<Uri> LinkAsync(Deployment deployment) =>
        deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });

    private static async Task ConnectAgainAsync(BrowserVisit admin)
    {
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Connect again" }).ClickAsync();
        await admin.DecideAsync();
    }

    private static async Task ExpectReceiptAsync(BrowserVisit admin, string account)
    {
        await Expect(admin.Heading).ToHaveTextAsync("NetSuite is connected");
        await Expect(admin.Page.GetByRole(AriaRole.Region, new() { Name = "Receipt" })).ToContainTextAsync(account);
    }

    private static async Task ExpectProblemAsync(BrowserVisit admin, string code, string? title = null)
    {
        await Expect(admin.Page.Locator("main")).ToHaveAttributeAsync("data-error", code);
        if (title is not null)
        {
            await Expect(admin.Heading).ToHaveTextAsync(title);
        }
    }
}
