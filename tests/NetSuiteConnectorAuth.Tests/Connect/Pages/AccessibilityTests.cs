using Microsoft.Playwright;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class AccessibilityTests(BrowserFixture browser)
{
    private static readonly (ColorScheme Scheme, int Width)[] Screens =
        [(ColorScheme.Light, 1280), (ColorScheme.Light, 360), (ColorScheme.Dark, 360), (ColorScheme.Dark, 1280)];

    public static TheoryData<string> EveryPage => [.. PageSamples.All.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryPage))]
    public async Task Axe_finds_nothing_and_nothing_scrolls_sideways_on_any_screen(string name)
    {
        await using var host = await PageHost.StartAsync(Cancellation);
        await using var session = await browser.OpenAsync(null, Cancellation);
        // ?refresh=off: a reload in the middle of the examination would end it.
        await session.Page.GotoAsync(host.Sample(name) + "?refresh=off");
        await OpenAllAsync(session.Page);
        foreach (var (scheme, width) in Screens)
        {
            await session.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await session.Page.SetViewportSizeAsync(width, 800);
            await session.ScreenshotAsync($"{name}-{scheme}-{width}".ToLowerInvariant());

            Assert.Empty(await session.Page.FindingsAsync());
            Assert.False(await session.Page.ScrollsSidewaysAsync(), $"{scheme}, {width} px: the page scrolls sideways.");
        }
    }

    [Theory]
    [InlineData("#ffd400")]
    [InlineData("#777777")]
    public async Task Any_accent_colour_leaves_every_text_readable(string accent)
    {
        await using var host = await PageHost.StartAsync(Cancellation, accent);
        await using var session = await browser.OpenAsync(null, Cancellation);
        foreach (var name in new[] { "connect", "progress" })
        {
            await session.Page.GotoAsync(host.Sample(name) + "?refresh=off");
            await OpenAllAsync(session.Page);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await session.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await session.ScreenshotAsync($"{name}-{accent[1..]}-{scheme}".ToLowerInvariant());
                Assert.Empty(await session.Page.FindingsAsync());
            }
        }
    }

    [Fact]
    public async Task The_examination_can_fail()
    {
        await using var session = await browser.OpenAsync(null, Cancellation);
        await session.Page.SetContentAsync("<html><body><img src='data:,'><p style='color:#ccc;background:#fff'>pale</p></body></html>");

        var findings = await session.Page.FindingsAsync();

        Assert.Contains(findings, finding => finding.StartsWith("image-alt", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("color-contrast", StringComparison.Ordinal));
    }

    private static async Task OpenAllAsync(IPage page) =>
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
}
