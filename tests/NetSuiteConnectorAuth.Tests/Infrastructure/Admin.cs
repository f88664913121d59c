using System.Net;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>The customer's admin with a browser that keeps cookies and runs no script. Follows nothing by itself.</summary>
public sealed class Admin : IDisposable
{
    private readonly SecretScan _secrets;
    private readonly HttpClient _browser;

    public Admin(SecretScan secrets)
    {
        _secrets = secrets;
        Cookies = new CookieContainer();
        _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies });
    }

    public CookieContainer Cookies { get; }

    /// <summary>Opens the link, logs in, allows, and comes back: the service's answer to the callback.</summary>
    public async Task<HttpResponseMessage> ConsentAsync(Uri link, long role = 1042, long user = 317, string? account = null, bool allow = true) =>
        await GetAsync(await CallbackAsync(link, role, user, account, allow));

    /// <summary>The callback as NetSuite would call it, not called yet.</summary>
    public async Task<Uri> CallbackAsync(Uri link, long role = 1042, long user = 317, string? account = null, bool allow = true)
    {
        var toNetSuite = await GetAsync(link);
        Assert.Equal(HttpStatusCode.Redirect, toNetSuite.StatusCode);
        return await DecideAsync(toNetSuite.Headers.Location!, role, user, account, allow);
    }

    public async Task<Uri> DecideAsync(Uri authorization, long role = 1042, long user = 317, string? account = null, bool allow = true)
    {
        _secrets.NoteParameters(authorization.Query);
        var back = await _browser.PostAsync(
            authorization,
            Deployment.Form(
                ("account", account ?? Deployment.Account),
                ("user", user.ToString()),
                ("role", role.ToString()),
                ("decision", allow ? "allow" : "deny")),
            TestContext.Current.CancellationToken);
        Assert.True(back.StatusCode == HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        _secrets.NoteParameters(back.Headers.Location!.Query);
        return back.Headers.Location;
    }

    /// <summary>Opens the page and closes it before the answer is there.</summary>
    public async Task LeaveAsync(Uri url, Task when)
    {
        using var leaving = new CancellationTokenSource();
        var opening = _browser.GetAsync(url, leaving.Token);
        await when;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    public async Task<HttpResponseMessage> GetAsync(Uri url)
    {
        var response = await _browser.GetAsync(url, TestContext.Current.CancellationToken);
        _secrets.Search("a page", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), _secrets.Links);
        return response;
    }

    public void Dispose() => _browser.Dispose();
}
