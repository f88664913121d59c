using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// A person with a real Chromium: the customer's admin, or an operator. Whatever secret passes through it is noted in the deployment's
/// <see cref="SecretScan"/>; whatever it complains of (security policy, script, console) fails the test when the visit ends.
/// </summary>
public sealed class BrowserVisit : IAsyncDisposable
{
    /// <summary>Chromium reports an answer of 400 and up as a failure to load; that is what the pages of refusals are for.</summary>
    private const string AnswerIsARefusal = "Failed to load resource: the server responded with a status of 4";

    private static readonly (ColorScheme Scheme, int Width)[] Screens = [(ColorScheme.Light, 1280), (ColorScheme.Dark, 390)];

    private readonly Deployment _deployment;
    private readonly BrowserSession _session;
    private readonly bool _hasScript;
    private readonly ConcurrentQueue<string> _complaints = new();

    private BrowserVisit(Deployment deployment, BrowserSession session, bool hasScript)
    {
        (_deployment, _session, _hasScript) = (deployment, session, hasScript);
        session.Context.Request += (_, request) => NoteSecrets(request.Url);
        session.Context.Console += (_, message) => Complain(message);
        session.Page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page => _session.Page;

    public IBrowserContext Context => _session.Context;

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public static async Task<BrowserVisit> OpenAsync(BrowserFixture browser, Deployment deployment, BrowserNewContextOptions? options = null)
    {
        var session = await browser.OpenAsync(options, TestContext.Current.CancellationToken);
        return new BrowserVisit(deployment, session, options?.JavaScriptEnabled is not false);
    }

    public async Task<IResponse> GoToAsync(Uri url) => (await Page.GotoAsync(url.AbsoluteUri))!;

    /// <summary>On NetSuite's consent page: chooses and decides. The browser follows to wherever that leads.</summary>
    public async Task DecideAsync(long role = 1042, string? account = null, bool allow = true)
    {
        if (account is not null)
        {
            await Page.Locator("#account").SelectOptionAsync(account);
        }

        await Page.Locator("#user").SelectOptionAsync("317");
        await Page.Locator("#role").SelectOptionAsync(role.ToString());
        await Page.Locator(allow ? "#allow" : "#deny").ClickAsync();
    }

    /// <summary>On the consent page: allows, but the callback is caught on its way, as by somebody who lures another into opening it.</summary>
    public async Task<Uri> AllowAndCatchCallbackAsync()
    {
        var form = Context.APIRequest.CreateFormData();
        form.Set("user", "317").Set("role", "1042").Set("decision", "allow");
        var answer = await Context.APIRequest.PostAsync(Page.Url, new() { Form = form, MaxRedirects = 0 });
        Assert.Equal(302, answer.Status);
        var callback = answer.Headers["location"];
        NoteSecrets(callback);
        return new Uri(callback);
    }

    /// <summary>
    /// Looks at the page on a desktop and, in the dark, on a phone: a picture of each for a person, and what a machine can find.
    /// A page of ours is also searched for secrets; the link to try again with may be on it.
    /// </summary>
    public async Task LookAsync(string name)
    {
        foreach (var (scheme, width) in Screens)
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.SetViewportSizeAsync(width, 844);
            await _session.ScreenshotAsync($"live-{name}-{scheme}-{width}".ToLowerInvariant());
            Assert.False(await Page.ScrollsSidewaysAsync(), $"{name}, {width} px: the page scrolls sideways.");
            if (_hasScript)
            {
                Assert.Empty(await Page.FindingsAsync());
            }
        }

        if (!Page.Url.StartsWith(_deployment.Simulator.BaseAddress.AbsoluteUri, StringComparison.Ordinal))
        {
            await NoteCookiesAsync();
            _deployment.Secrets.Search("a page", await Page.ContentAsync(), except: _deployment.Secrets.Links);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await NoteCookiesAsync();
        await _session.DisposeAsync();
        Assert.Empty(_complaints);
    }

    private async Task NoteCookiesAsync()
    {
        foreach (var cookie in await Context.CookiesAsync())
        {
            _deployment.Secrets.Note(cookie.Value);
        }
    }

    private void NoteSecrets(string address)
    {
        var url = new Uri(address);
        _deployment.Secrets.NoteParameters(url.Query);
        if (url.AbsolutePath.StartsWith("/connect/", StringComparison.Ordinal))
        {
            _deployment.Secrets.Note(url.Segments[^1]);
        }
    }

    private void Complain(IConsoleMessage message)
    {
        if (!message.Text.StartsWith(AnswerIsARefusal, StringComparison.Ordinal))
        {
            _complaints.Enqueue($"{message.Type}: {message.Text}");
        }
    }
}
