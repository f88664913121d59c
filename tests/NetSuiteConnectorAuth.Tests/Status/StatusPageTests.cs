using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Status.Pages;
using NetSuiteConnectorAuth.Tests.Connect.Pages;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>GET /status for people: the same facts as the JSON, in a browser, on the internal listener.</summary>
public sealed class StatusPageTests(BrowserFixture browser)
{
    private const string BrowserAccepts = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BrowserAccepts, "text/html; charset=utf-8")]
    [InlineData("*/*", "application/json; charset=utf-8")]
    public async Task A_browser_gets_a_page_and_everybody_else_json_and_no_cache_confuses_them(string accept, string contentType)
    {
        await using var deployment = await Deployment.StartAsync();

        using var response = await GetAsync(deployment.Internal, "/status", accept);

        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["Accept"], response.Headers.Vary);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_page_has_the_headers_of_a_page_although_it_is_on_the_internal_listener()
    {
        await using var deployment = await Deployment.StartAsync();

        using var page = await GetAsync(deployment.Internal, "/status", BrowserAccepts);
        using var probe = await GetAsync(deployment.Internal, "/health/live", BrowserAccepts);

        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(probe.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_browser_without_credentials_is_asked_for_them_and_only_the_looks_are_open_to_all()
    {
        await using var deployment = await Deployment.StartAsync();
        using var stranger = deployment.Anonymous();

        using var page = await GetAsync(stranger, "/status", BrowserAccepts);
        using var stylesheet = await GetAsync(stranger, "/assets/connect.css", "text/css");

        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Equal("Basic", page.Headers.WwwAuthenticate.First().Scheme);
        Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal(HttpStatusCode.OK, stylesheet.StatusCode);
        Assert.Contains(".figures", await stylesheet.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_listener_has_no_status()
    {
        await using var deployment = await Deployment.StartAsync();
        using var client = new HttpClient { BaseAddress = deployment.PublicUrl };

        using var response = await GetAsync(client, "/status", BrowserAccepts);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task An_operator_sees_who_needs_a_person_and_why_and_the_link_there_leads_to_the_consent_page()
    {
        await using var deployment = await Deployment.StartAsync(settings => settings["Branding:Name"] = "Example Connector");
        await deployment.ConnectAsync();
        await DenyAsync(deployment, "northwind");
        await using var visit = await BrowserVisit.OpenAsync(browser, deployment, As(Deployment.Job, Deployment.JobSecret));

        await visit.GoToAsync(new Uri(deployment.Internal.BaseAddress!, "/status"));

        await Expect(visit.Heading).ToHaveTextAsync("One thing needs attention");
        var attention = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Tenants that need a person" });
        await Expect(attention.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(attention).ToContainTextAsync("northwind");
        await Expect(attention).ToContainTextAsync("access_denied");
        await Expect(visit.Page.GetByText("1 tenant needs a person.")).ToBeVisibleAsync();
        await visit.LookAsync("status");
        await attention.GetByText("Link to send").ClickAsync();
        await visit.LookAsync("status-with-link");
        await attention.GetByRole(AriaRole.Link).ClickAsync();
        await visit.DecideAsync();
        await Expect(visit.Heading).ToHaveTextAsync("NetSuite is connected");

        await visit.GoToAsync(new Uri(deployment.Internal.BaseAddress!, "/status"));
        await Expect(visit.Heading).ToHaveTextAsync("Nothing needs attention");
        await visit.LookAsync("status-in-order");
    }

    [Fact]
    public async Task An_observer_sees_the_names_of_its_own_tenants_only_and_gets_no_links()
    {
        var secret = Secret.Random();
        await using var deployment = await Deployment.StartAsync(settings =>
        {
            settings["Callers:watcher:Secrets:0"] = SecretHash.Of(secret).ToString();
            settings["Callers:watcher:Tenants:0"] = "acme-*";
            settings["Callers:watcher:Permissions:0"] = "observe";
        });
        await DenyAsync(deployment, "acme-1");
        await DenyAsync(deployment, "northwind");
        await using var visit = await BrowserVisit.OpenAsync(browser, deployment, As("watcher", secret));

        await visit.GoToAsync(new Uri(deployment.Internal.BaseAddress!, "/status"));

        var attention = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Tenants that need a person" });
        await Expect(attention.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(attention).ToContainTextAsync("acme-1");
        await Expect(attention.GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Tenants: 2" })).ToBeVisibleAsync();
        Assert.DoesNotContain("northwind", await visit.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_sites_page_cannot_make_the_operators_browser_ask_for_a_token()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();
        var target = new Uri(deployment.Internal.BaseAddress!, "/token");
        await using var evil = await PageHost.StartAsync(Cancellation, map: routes => routes.MapGet("/evil", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src *; form-action *";
            var form = $"<form method=post action='{target}'><input name=grant_type value=client_credentials><input name=tenant value=acme><button>Win</button></form>";
            return TypedResults.Content(form, "text/html");
        }));
        await using var visit = await BrowserVisit.OpenAsync(browser, deployment, As(Deployment.Job, Deployment.JobSecret));
        await visit.GoToAsync(new Uri(target, "/status"));
        await Expect(visit.Heading).ToBeVisibleAsync();

        await visit.GoToAsync(new Uri(evil.Address, "/evil"));
        var answer = await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.GetByRole(AriaRole.Button).ClickAsync(), target.AbsoluteUri);

        Assert.Equal("unauthorized_client", (await answer.JsonAsync())?.GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_page_says_everything_that_the_json_says()
    {
        var status = StatusSamples.Troubled;
        await using var host = await StartAsync(StatusSamples.PageOf(status));

        using var response = await host.GetAsync("/status", Cancellation);
        var text = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.All(
            Leaves(JsonSerializer.SerializeToElement(status with { Attention = [status.Attention[0]] })),
            leaf => Assert.Matches($@"(?<!\w){Regex.Escape(leaf)}(?!\w)", text));
    }

    [Fact]
    public async Task Names_reasons_and_links_arrive_as_text()
    {
        await using var host = await StartAsync(StatusSamples.PageOf(StatusSamples.Troubled));

        using var response = await host.GetAsync("/status", Cancellation);
        var html = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quiet", true)]
    [InlineData("troubled", true)]
    [InlineData("troubled", false)]
    public async Task Axe_finds_nothing_and_nothing_scrolls_sideways_on_any_screen(string name, bool mayManage)
    {
        await using var host = await StartAsync(StatusSamples.PageOf(name == "quiet" ? StatusSamples.Quiet : StatusSamples.Troubled, mayManage));
        await using var session = await browser.OpenAsync(null, Cancellation);
        await session.Page.GotoAsync(host.Address + "status");
        await session.Page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Light, 360), (ColorScheme.Dark, 360), (ColorScheme.Dark, 1280) })
        {
            await session.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await session.Page.SetViewportSizeAsync(width, 800);
            await session.ScreenshotAsync($"status-{name}-{(mayManage ? "manage" : "observe")}-{scheme}-{width}".ToLowerInvariant());

            Assert.Empty(await session.Page.FindingsAsync());
            Assert.False(await session.Page.ScrollsSidewaysAsync(), $"{scheme}, {width} px: the page scrolls sideways.");
        }
    }

    private static Task<PageHost> StartAsync(StatusPageModel model) =>
        PageHost.StartAsync(Cancellation, map: routes => routes.MapGet("/status", () => StatusPage.Of(model)));

    private static BrowserNewContextOptions As(string caller, Secret secret) =>
        new() { HttpCredentials = new() { Username = caller, Password = secret.Reveal() } };

    private static async Task DenyAsync(Deployment deployment, string tenant)
    {
        using var admin = deployment.NewAdmin();
        using var answer = await admin.ConsentAsync(await deployment.LinkAsync(new { tenant, account = Deployment.Account }), allow: false);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>Every text, time and number as the page writes it; yes-or-no and long spans are told in words there.</summary>
    private static IEnumerable<string> Leaves(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Leaves(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.String when element.TryGetDateTimeOffset(out var time) => [time.UtcDateTime.ToString("O")],
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Number when element.GetInt32() < 1000 => [element.GetRawText()],
        _ => [],
    };
}
