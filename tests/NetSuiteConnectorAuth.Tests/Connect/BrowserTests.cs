using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>What a browser is told apart from the page: cookies and headers. And what it may claim without being believed.</summary>
public sealed class BrowserTests
{
    [Fact]
    public async Task Over_plain_loopback_the_cookie_has_a_plain_name()
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();

        var cookie = Cookie(await admin.GetAsync(await deployment.LinkAsync(new { tenant = Deployment.Tenant })));

        Assert.Matches(@"^nsca-browser=[A-Za-z0-9_-]{43}; max-age=4200; path=/; samesite=lax; httponly$", cookie);
    }

    [Fact]
    public async Task Over_https_the_cookie_is_bound_to_the_host_and_every_answer_promises_https()
    {
        await using var deployment = await Deployment.StartAsync(settings =>
        {
            // TLS ends at a proxy: the browser sees https, the listener does not.
            settings["PublicBaseUrl"] = "https://connect.example.com";
        });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = deployment.App.Services.GetRequiredService<ListenerAddresses>().Public };

        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant });
        Assert.Equal("connect.example.com", link.Host);
        using var opened = await http.GetAsync(link.AbsolutePath, TestContext.Current.CancellationToken);
        using var missing = await http.GetAsync("/callback", TestContext.Current.CancellationToken);
        using var lost = await http.GetAsync("/nowhere", TestContext.Current.CancellationToken);

        Assert.Matches(@"^__Host-nsca-browser=[A-Za-z0-9_-]{43}; max-age=4200; path=/; secure; samesite=lax; httponly$", Cookie(opened));
        Assert.Equal("https://connect.example.com/callback", opened.Headers.Location!.Parameters()["redirect_uri"]);
        Assert.All([opened, missing, lost], answer => Assert.Equal("max-age=31536000", Header(answer, "Strict-Transport-Security")));
    }

    [Fact]
    public async Task Every_answer_forbids_caching_framing_and_telling_where_the_browser_came_from()
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });
        var callback = await admin.CallbackAsync(link);

        var accepted = await admin.GetAsync(callback);
        var answers = new[]
        {
            await admin.GetAsync(link), accepted, await admin.GetAsync(callback), await admin.GetAsync(accepted.Headers.Location!),
            await admin.GetAsync(new Uri(deployment.PublicUrl, "/connect/forged")), await admin.GetAsync(new Uri(deployment.PublicUrl, "/connected/unknown")),
            await admin.GetAsync(new Uri(deployment.PublicUrl, "/connect")), await admin.GetAsync(new Uri(deployment.PublicUrl, "/nowhere")),
        };

        Assert.All(answers, answer =>
        {
            Assert.Equal("no-store", Header(answer, "Cache-Control"));
            Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
            Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Matches("^default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'$", Header(answer, "Content-Security-Policy"));
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
            Assert.False(answer.Headers.Contains("Server"));
        });
    }

    [Fact]
    public async Task The_host_and_whatever_a_proxy_might_forward_change_nothing()
    {
        await using var deployment = await Deployment.StartAsync();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, link)
        {
            Headers = { { "Host", "evil.example.com" }, { "X-Forwarded-Host", "evil.example.com" }, { "X-Forwarded-Proto", "https" } },
        };

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(new Uri(deployment.PublicUrl, "/callback").AbsoluteUri, answer.Headers.Location!.Parameters()["redirect_uri"]);
        Assert.StartsWith("nsca-browser=", Cookie(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with%20blank%20and%20%22quotes%22%20of%20forty-three%20letters%20or%20more")]
    public async Task A_cookie_that_is_not_ours_is_replaced(string value)
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        admin.Cookies.Add(deployment.PublicUrl, new Cookie("nsca-browser", value));

        var result = await admin.ConsentAsync(await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account }));

        Assert.Equal(HttpStatusCode.SeeOther, result.StatusCode);
        Assert.Equal(43, admin.Cookies.GetCookies(deployment.PublicUrl)["nsca-browser"]!.Value.Length);
    }

    private static string Cookie(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Set-Cookie"));

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
