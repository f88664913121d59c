using System.Net;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>A stranger cannot keep the store busy: what a visitor may ask for in a minute ends, one address at a time.</summary>
public sealed class VisitorLimitTests
{
    /// <summary>More than any address may send, also when the minute turns on the way.</summary>
    private const int Many = 2000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/connect/forged")]
    [InlineData("/connect?account=x")]
    [InlineData("/callback?state=forged")]
    public async Task A_visitor_who_asks_too_often_is_told_when_to_come_back(string path)
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancelled);

        using var refused = await AskUntilRefusedAsync(service, path);

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("DENY", refused.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-store", refused.Headers.CacheControl?.ToString());
        var problem = await refused.ProblemAsync(Cancelled);
        Assert.Equal(("rate_limited", (int)refused.Headers.RetryAfter.Delta.Value.TotalSeconds), (problem.Code(), problem.GetProperty("retry_after").GetInt32()));
    }

    [Fact]
    public async Task A_browser_that_asks_too_often_reads_why()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancelled);
        service.Public.DefaultRequestHeaders.Add("Accept", "text/html");

        using var refused = await AskUntilRefusedAsync(service, "/connect/forged");

        await refused.AssertRefusedAsync("rate_limited", HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("DENY", refused.Headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task Result_pages_their_looks_and_jobs_go_on_meanwhile()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancelled);
        using var refused = await AskUntilRefusedAsync(service, "/connect/forged");

        using var result = await service.Public.GetAsync("/connected/no-such-id", Cancelled);
        using var looks = await service.Public.GetAsync("/assets/connect.css", Cancelled);
        using var job = await service.Internal.GetAsync("/health/live", Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, result.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (looks.StatusCode, job.StatusCode));
    }

    [Fact]
    public async Task Behind_a_known_proxy_each_visitor_is_counted_and_an_ipv6_site_is_one()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancelled, settings: ("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        using var refused = await AskUntilRefusedAsync(service, "/connect/forged", "2001:db8:1:1::1");

        using var neighbour = await AskAsync(service, "/connect/forged", "2001:db8:1:ffff::2");
        using var stranger = await AskAsync(service, "/connect/forged", "2001:db8:2:1::1");
        using var old = await AskAsync(service, "/connect/forged", "203.0.113.9");

        Assert.Equal(HttpStatusCode.TooManyRequests, neighbour.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (stranger.StatusCode, old.StatusCode));
    }

    private static async Task<HttpResponseMessage> AskUntilRefusedAsync(RunningService service, string path, string? from = null)
    {
        for (var asked = 0; asked < Many; asked++)
        {
            var answer = await AskAsync(service, path, from);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            answer.Dispose();
        }

        throw new Xunit.Sdk.XunitException($"{Many} requests for {path} were answered.");
    }

    private static Task<HttpResponseMessage> AskAsync(RunningService service, string path, string? from)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        return service.Public.SendAsync(request, Cancelled);
    }
}
