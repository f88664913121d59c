using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A browser profile with one page. Requests to other machines are aborted, and fail the test when the session ends.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _outside = new();

    private BrowserSession(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>What was asked of other machines; to be emptied by a test that expects it.</summary>
    public ConcurrentQueue<string> OutsideRequests => _outside;

    public static async Task<BrowserSession> OpenAsync(IBrowser browser, BrowserNewContextOptions? options)
    {
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(BrowserFixture.Patience);
        var session = new BrowserSession(context, await context.NewPageAsync());
        // The route stops what a page asks for; it does not see where redirects lead, but this event does.
        context.Request += (_, request) => session.Note(request.Url);
        await context.RouteAsync(IsOutside, route => route.AbortAsync());
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_outside);
    }

    /// <summary>Keeps a picture under the test output, to be looked at by a person.</summary>
    public async Task ScreenshotAsync(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "TestResults", "screenshots", name + ".png");
        await Page.ScreenshotAsync(new() { Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    private static bool IsOutside(string url) =>
        new Uri(url) is { Scheme: "http" or "https" or "ws" or "wss", IsLoopback: false } uri
        && !uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private void Note(string url)
    {
        if (IsOutside(url))
        {
            _outside.Enqueue(url);
        }
    }
}
