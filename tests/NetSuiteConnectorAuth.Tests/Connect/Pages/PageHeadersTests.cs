using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class PageHeadersTests
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Content-Security-Policy", Policy + "'none'")]
    [InlineData("Cross-Origin-Opener-Policy", "same-origin")]
    [InlineData("Cross-Origin-Resource-Policy", "same-origin")]
    [InlineData("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")]
    [InlineData("Referrer-Policy", "no-referrer")]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("X-Frame-Options", "DENY")]
    [InlineData("Strict-Transport-Security", "max-age=31536000")]
    public async Task Every_answer_has_the_header_errors_and_redirects_included(string name, string value)
    {
        await using var host = await PageHost.StartAsync(
            Cancellation,
            publicBaseUrl: "https://connect.example.com",
            map: routes => routes.MapGet("/away", () => TypedResults.Redirect("https://1234567.app.netsuite.com/")));

        foreach (var path in new[] { "/sample/connected", "/sample/denied", "/away", "/no-such-page" })
        {
            using var response = await host.GetAsync(path, Cancellation);
            Assert.Equal(value, string.Join(", ", response.Headers.GetValues(name)));
        }
    }

    [Fact]
    public async Task Plain_http_promises_no_https()
    {
        await using var host = await PageHost.StartAsync(Cancellation, publicBaseUrl: "http://127.0.0.1:8080");

        using var response = await host.GetAsync("/sample/connected", Cancellation);

        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("https://{account}.app.netsuite.com/app/login/oauth2/authorize.nl", "'self' https:")]
    [InlineData("http://127.0.0.1:9090/app/login/oauth2/authorize.nl", "'self' https: http://127.0.0.1:9090")]
    [InlineData("http://{account}.app.localhost:9090/authorize", "'self' https: http://*.app.localhost:9090")]
    [InlineData("http://sim-{account}.localhost/authorize", "'self' https: http://*.localhost")]
    [InlineData("http://localhost:9090/{account}/authorize", "'self' https: http://localhost:9090")]
    public void The_page_with_the_form_may_lead_to_NetSuite_and_to_a_single_sign_on(string endpoint, string expected)
    {
        var http = new DefaultHttpContext();
        PageHeaders.AllowForm(http);

        new PageHeaders(new Uri("https://connect.example.com"), [endpoint, endpoint]).Apply(http);

        Assert.Equal(Policy + expected, http.Response.Headers.ContentSecurityPolicy);
    }

    [Fact]
    public void What_an_endpoint_has_set_itself_stays()
    {
        var http = new DefaultHttpContext();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";

        new PageHeaders(new Uri("https://connect.example.com"), []).Apply(http);

        Assert.Equal("public, max-age=31536000, immutable", http.Response.Headers.CacheControl);
    }
}
