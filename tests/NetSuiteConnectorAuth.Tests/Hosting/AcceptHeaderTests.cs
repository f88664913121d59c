using Microsoft.AspNetCore.Http;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class AcceptHeaderTests
{
    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8")]
    [InlineData("text/html")]
    [InlineData("application/json;q=0.2, text/*;q=0.9")]
    [InlineData("*/*;q=0.1, text/html;q=0.2")]
    public void Html_is_preferred_when_it_is_wanted_more(string accept) => Assert.True(Prefers(accept));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("text/html, application/json")]
    [InlineData("text/html;q=0.5, application/json;q=0.6")]
    [InlineData("text/html;q=0, */*;q=0.1")]
    [InlineData("text/html;q=0")]
    [InlineData("text/plain")]
    [InlineData("text / html ;;; q=")]
    public void Everything_else_gets_json(string? accept) => Assert.False(Prefers(accept));

    private static bool Prefers(string? accept)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Accept = accept;
        return http.Request.PrefersHtml();
    }
}
