using System.Net;
using Microsoft.AspNetCore.Builder;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class SeeOtherTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://app.example.com/done?a=%5b1%5D&b=x", "https://app.example.com/done?a=%5b1%5D&b=x")]
    [InlineData("https://app.example.com?x", "https://app.example.com?x")]
    [InlineData("https://app.example.com/\u00fc \U0001F600", "https://app.example.com/%C3%BC%20%F0%9F%98%80")]
    [InlineData("https://app.example.com/\r\nX-Evil: 1", "https://app.example.com/%0D%0AX-Evil:%201")]
    public async Task A_redirect_says_every_address_as_a_header_can(string url, string location)
    {
        await using var service = await RunningService.StartAsync(
            app => app.MapPublic().MapGet("/test/done", () => new SeeOther(url)), Cancelled);

        using var answer = await service.Public.GetAsync("/test/done", Cancelled);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal([location], answer.Headers.NonValidated["Location"]);
    }
}
