using Microsoft.Playwright;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// One Chromium for all tests, started by the first that asks. It is the one that <c>CHROMIUM_PATH</c> names, else Debian's, else
/// Playwright's own.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string DebianChromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        // Nothing but this machine has an address. A request that gets past BrowserSession's route ends here.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
    ];

    /// <summary>What a page is waited for, on a machine that runs everything else at the same time.</summary>
    public const float Patience = 60_000;

    private readonly SemaphoreSlim _once = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A fresh profile: no cookies, no cache, nothing of another test.</summary>
    public async Task<BrowserSession> OpenAsync(BrowserNewContextOptions? options, CancellationToken cancellation)
    {
        var browser = await LaunchAsync(cancellation);
        return await BrowserSession.OpenAsync(browser, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _once.Dispose();
    }

    private async Task<IBrowser> LaunchAsync(CancellationToken cancellation)
    {
        await _once.WaitAsync(cancellation);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout(Patience);
            return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = FindChromium(_playwright), Args = Arguments, Timeout = Patience });
        }
        finally
        {
            _once.Release();
        }
    }

    private static string FindChromium(IPlaywright playwright)
    {
        string?[] candidates = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } chosen
            ? [chosen]
            : [DebianChromium, playwright.Chromium.ExecutablePath];
        return candidates.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"These tests need Chromium, which is not at {string.Join(" nor at ", candidates)}. Install it (apt-get install chromium, or "
            + "playwright.ps1 install chromium beside the test assembly), or name it in the environment variable CHROMIUM_PATH.");
    }
}
