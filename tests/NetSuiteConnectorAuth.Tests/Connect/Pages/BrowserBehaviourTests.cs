using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class BrowserBehaviourTests(BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_script_progress_becomes_the_receipt_by_itself()
    {
        var isConnected = false;
        await using var host = await PageHost.StartAsync(Cancellation, map: routes => routes.MapGet("/connected/1", () => PageResults.Result(
            Volatile.Read(ref isConnected) ? PageSamples.Connected() : PageSamples.InProgress(PageSamples.Now))));
        await using var session = await browser.OpenAsync(new() { JavaScriptEnabled = false }, Cancellation);

        await session.Page.GotoAsync(host.Address + "connected/1");
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Connecting to NetSuite");
        Volatile.Write(ref isConnected, true);

        await Assertions.Expect(session.Page).ToHaveTitleAsync("Connected · Example Connector");
        await Assertions.Expect(session.Page.GetByText("1Qv5R1w4CHBsu1WAx_ocQ-ergYS95Qb3dFM6Xkfjuyc")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reader_can_stop_the_reloading()
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        await using var session = await browser.OpenAsync(new() { JavaScriptEnabled = false }, Cancellation);
        await session.Page.GotoAsync(host.Sample("progress").ToString());

        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Stop that" }).ClickAsync();

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "Reload now" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_form_leads_to_another_origin_through_the_security_policy()
    {
        await using var netSuite = await PageHost.StartAsync(Cancellation, map: routes =>
            routes.MapGet("/authorize", (string account) => TypedResults.Text($"at NetSuite: [{account}]")));
        await using var host = await StartWithFormAsync($"http://localhost:{netSuite.Address.Port}/authorize");
        await using var session = await browser.OpenAsync(new() { JavaScriptEnabled = false }, Cancellation);
        await session.Page.GotoAsync(host.Sample("connect").ToString());

        await session.Page.GetByLabel("NetSuite account ID").FillAsync("1234567_SB1");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Connect NetSuite" }).ClickAsync();

        await Assertions.Expect(session.Page.GetByText("at NetSuite: [1234567_SB1]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_form_leads_nowhere_that_the_security_policy_does_not_name()
    {
        await using var elsewhere = await PageHost.StartAsync(Cancellation, map: routes => routes.MapGet("/authorize", () => TypedResults.Text("elsewhere")));
        await using var host = await StartWithFormAsync($"http://localhost:{elsewhere.Address.Port}/authorize", allowed: "http://localhost:1/authorize");
        await using var session = await browser.OpenAsync(null, Cancellation);
        await session.Page.GotoAsync(host.Sample("connect").ToString());
        var refusal = session.Page.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text.Contains("form-action", StringComparison.Ordinal) });

        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Connect NetSuite" }).ClickAsync();

        await refusal;
        Assert.Equal(host.Sample("connect").ToString(), session.Page.Url);
    }

    [Fact]
    public async Task Everything_a_page_needs_passes_its_own_security_policy()
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        await using var session = await browser.OpenAsync(null, Cancellation);
        List<string> complaints = [];
        session.Page.Console += (_, message) => complaints.Add(message.Text);

        foreach (var name in PageSamples.All.Keys)
        {
            await session.Page.GotoAsync(host.Sample(name) + "?refresh=off");
        }

        // Chromium itself reports an answer of 400 and up as a failure to load; that is what those pages are for.
        Assert.DoesNotContain(complaints, complaint => !complaint.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_keyboard_reaches_the_field_the_button_and_the_advice_in_this_order()
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        await using var session = await browser.OpenAsync(null, Cancellation);
        await session.Page.GotoAsync(host.Sample("connect").ToString());

        List<string> order = [];
        for (var i = 0; i < 3; i++)
        {
            await session.Page.Keyboard.PressAsync("Tab");
            order.Add(await session.Page.EvaluateAsync<string>("document.activeElement.tagName"));
            Assert.NotEqual("none", await session.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        }

        Assert.Equal(["INPUT", "BUTTON", "SUMMARY"], order);
    }

    [Fact]
    public async Task The_receipt_prints_black_on_white_without_buttons()
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        await using var session = await browser.OpenAsync(new() { ColorScheme = ColorScheme.Dark }, Cancellation);
        await session.Page.GotoAsync(host.Sample("connected-with-return").ToString());

        await session.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await session.ScreenshotAsync("connected-print");

        Assert.Equal("rgb(0, 0, 0)", await session.Page.EvaluateAsync<string>("getComputedStyle(document.body).color"));
        await Assertions.Expect(session.Page.Locator(".button")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_logo_stands_in_for_the_name_and_is_read_out_as_the_name()
    {
        var logo = Path.Combine(Directory.CreateTempSubdirectory("logo").FullName, "logo.svg");
        await File.WriteAllTextAsync(
            logo,
            "<svg xmlns='http://www.w3.org/2000/svg' width='240' height='60'><rect width='240' height='60' rx='12' fill='#0b5cad'/></svg>",
            Cancellation);
        var model = PageSamples.Connected(new Branding("Example Connector", HasLogo: true, AccentColor: null, SupportUrl: null));
        await using var host = await PageHost.StartAsync(
            Cancellation, logoPath: logo, map: routes => routes.MapGet("/with-logo", () => PageResults.Result(model)));
        await using var session = await browser.OpenAsync(null, Cancellation);
        await session.Page.GotoAsync(host.Address + "with-logo");
        await session.ScreenshotAsync("connected-with-logo");

        var image = session.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Img, new() { Name = "Example Connector" });

        Assert.Equal(240, await image.EvaluateAsync<int>("image => image.naturalWidth"));
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Banner)).ToHaveTextAsync("");
    }

    [Fact]
    public async Task A_request_to_another_machine_is_stopped_and_noted()
    {
        await using var host = await PageHost.StartAsync(Cancellation, map: routes =>
            routes.MapGet("/away", () => TypedResults.Redirect("https://elsewhere.example.com/redirected")));
        await using var session = await browser.OpenAsync(null, Cancellation);

        await Assert.ThrowsAsync<PlaywrightException>(() => session.Page.GotoAsync("https://elsewhere.example.com/direct"));
        await Assert.ThrowsAsync<PlaywrightException>(() => session.Page.GotoAsync(host.Address + "away"));

        Assert.Equal(["https://elsewhere.example.com/direct", "https://elsewhere.example.com/redirected"], session.OutsideRequests);
        session.OutsideRequests.Clear();
    }

    private static Task<PageHost> StartWithFormAsync(string target, string? allowed = null) => PageHost.StartAsync(
        Cancellation,
        authorizationEndpoint: allowed ?? target,
        map: routes => routes.MapGet("/connect", (string account) => TypedResults.Redirect($"{target}?account={Uri.EscapeDataString(account)}")));
}
