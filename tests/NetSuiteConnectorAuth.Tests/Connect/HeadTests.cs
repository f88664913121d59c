using System.Net;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

/// <summary>Mail scanners and link checkers send HEAD: they learn whether the page is there, and begin nothing.</summary>
public sealed class HeadTests(SelfServiceTests.SwitchedOn shared) : IClassFixture<SelfServiceTests.SwitchedOn>
{
    private Deployment Deployment => shared.Deployment;

    [Fact]
    public async Task A_link_is_looked_at_and_nothing_is_begun()
    {
        var link = await Deployment.LinkAsync(new { tenant = "looked-at" });

        using var answer = await HeadAsync(link.PathAndQuery);
        using var form = await HeadAsync("/connect?account=1234567");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, form.StatusCode));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(0, await Deployment.QueryAsync(db => db.ConsentStates.CountAsync(s => s.Tenant == null)));
        Assert.Equal(HttpStatusCode.NotFound, (await Deployment.Internal.GetAsync("/tenants/looked-at", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_link_that_has_done_its_work_says_so_and_its_result_is_there()
    {
        using var admin = Deployment.NewAdmin();
        var link = await Deployment.LinkAsync(new { tenant = "done-its-work" });
        var result = (await admin.ConsentAsync(link)).Headers.Location!;
        await Deployment.WaitForAsync("done-its-work", tenant => tenant.GetProperty("status").GetString() == "connected");

        using var used = await HeadAsync(link.PathAndQuery);
        using var receipt = await HeadAsync(result.PathAndQuery);

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.OK), (used.StatusCode, receipt.StatusCode));
    }

    [Theory]
    [InlineData("/connect/forged", HttpStatusCode.NotFound)]
    [InlineData("/connected/no-such-id", HttpStatusCode.NotFound)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/callback?state=forged", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_for_GET_is_not_there_for_HEAD(string path, HttpStatusCode status)
    {
        using var answer = await HeadAsync(path);

        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> HeadAsync(string path)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(Deployment.PublicUrl, path));
        var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return answer;
    }
}
