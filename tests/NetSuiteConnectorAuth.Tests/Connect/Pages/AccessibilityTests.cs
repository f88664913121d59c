using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class AccessibilityTests(BrowserFixture browser)
{
    private const int Phone = 360;
    private const int Desktop = 1280;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, ColorScheme, int> EveryPageEverywhere()
    {
        var data = new TheoryData<string, ColorScheme, int>();
        foreach (var name in PageSamples.All.Keys)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                data.Add(name, scheme, Phone);
                data.Add(name, scheme, Desktop);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryPageEverywhere))]
    public async Task Axe_finds_nothing_and_nothing_is_wider_than_the_screen(string name, ColorScheme scheme, int width)
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        await using var session = await browser.OpenAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } }, Cancellation);
        // ?refresh=off: a reload in the middle of the examination would end it.
        await session.Page.GotoAsync(host.Sample(name) + "?refresh=off");
        await OpenAllAsync(session.Page);
        await session.ScreenshotAsync($"{name}-{scheme}-{width}".ToLowerInvariant());

        var findings = await session.Page.RunAxe();

        Assert.Empty(findings.Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(
            await session.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            "The page scrolls sideways.");
    }

    [Theory]
    [InlineData("#ffffff")]
    [InlineData("#ffd400")]
    [InlineData("#777777")]
    [InlineData("#000000")]
    [InlineData("#e6007e")]
    public async Task Any_accent_colour_leaves_every_text_readable(string accent)
    {
        await using var host = await PageHost.StartAsync(Cancellation, accent);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var session = await browser.OpenAsync(new() { ColorScheme = scheme }, Cancellation);
            foreach (var name in new[] { "connect", "progress", "connected-with-return" })
            {
                await session.Page.GotoAsync(host.Sample(name) + "?refresh=off");
                await OpenAllAsync(session.Page);
                Assert.Empty((await session.Page.RunAxe()).Violations.Select(violation => violation.Id));
            }

            await session.ScreenshotAsync($"accent-{accent[1..]}-{scheme}".ToLowerInvariant());
        }
    }

    [Fact]
    public async Task The_examination_can_fail()
    {
        await using var session = await browser.OpenAsync(null, Cancellation);
        await session.Page.SetContentAsync("<html><body><img src='data:,'><p style='color:#ccc;background:#fff'>pale</p></body></html>");

        var violations = (await session.Page.RunAxe()).Violations.Select(violation => violation.Id).ToArray();

        Assert.Contains("image-alt", violations);
        Assert.Contains("color-contrast", violations);
    }

    private static async Task OpenAllAsync(IPage page) =>
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
}
