using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

public sealed class ConnectLinkExpiryTests
{
    [Fact]
    public async Task A_link_is_gone_when_its_time_is_over_and_a_consent_begun_before_still_counts()
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(time: time);
        using var admin = deployment.NewAdmin();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account, expires_in = 30 });
        var callback = await admin.CallbackAsync(link);

        time.Advance(TimeSpan.FromSeconds(30));

        await (await admin.GetAsync(link)).AssertRefusedAsync("link_expired", HttpStatusCode.Gone);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.GetAsync(callback)).StatusCode);
        await deployment.TurnUntilConnectedAsync(time);
    }

    [Fact]
    public async Task A_refusal_after_the_links_end_offers_no_other_try()
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(time: time);
        using var admin = deployment.NewAdmin();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account, expires_in = 60 });
        var denied = await admin.CallbackAsync(link, allow: false);
        time.Advance(TimeSpan.FromSeconds(60));

        var answer = await admin.GetAsync(denied);

        await answer.AssertRefusedAsync("access_denied");
        Assert.Null(await answer.RetryAsync());
    }
}
