using System.Net;
using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.Connect.Pages;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class PageAssetsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logo");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_stylesheet_a_page_names_may_be_kept_for_ever()
    {
        await using var host = await PageHost.StartAsync(Cancellation, accentColor: "#E6007E");
        using var page = await host.GetAsync("/sample/connected", Cancellation);
        var href = Regex.Match(await page.Content.ReadAsStringAsync(Cancellation), "<link rel=\"stylesheet\" href=\"([^\"]+)\"").Groups[1].Value;

        using var response = await host.GetAsync(href, Cancellation);

        Assert.Equal("text/css; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.StartsWith(":root{--accent:#e6007e;", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/connect.css")]
    [InlineData("/assets/connect.css?v=older")]
    public async Task Another_version_is_asked_for_again(string path)
    {
        await using var host = await PageHost.StartAsync(Cancellation);

        using var response = await host.GetAsync(path, Cancellation);

        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.NotNull(response.Headers.ETag);
    }

    [Fact]
    public void Another_colour_has_another_address() =>
        Assert.NotEqual(PageAssets.Load("#111111", null).StylesheetUrl, PageAssets.Load("#222222", null).StylesheetUrl);

    [Theory]
    [InlineData("logo.svg", "image/svg+xml")]
    [InlineData("logo.PNG", "image/png")]
    [InlineData("logo.jpg", "image/jpeg")]
    [InlineData("logo.webp", "image/webp")]
    public async Task A_logo_is_served_as_what_its_name_says_and_may_do_nothing(string name, string contentType)
    {
        await using var host = await PageHost.StartAsync(Cancellation, logoPath: Write(name, "<svg xmlns='http://www.w3.org/2000/svg'/>"));

        using var response = await host.GetAsync("/assets/logo", Cancellation);

        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            string.Join(", ", response.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Without_a_logo_there_is_none()
    {
        await using var host = await PageHost.StartAsync(Cancellation);

        using var response = await host.GetAsync("/assets/logo", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void A_logo_that_cannot_be_served_is_a_fault_with_its_reason()
    {
        Assert.Equal("must be an .svg, .png, .jpg, .jpeg or .webp file", LogoFile.FindFault(Write("logo.html", "x")));
        Assert.Equal("does not exist", LogoFile.FindFault(Path.Combine(_folder.FullName, "none.svg")));
        Assert.Equal("must have between 1 and 524288 bytes", LogoFile.FindFault(Write("empty.svg", "")));
        Assert.Equal("must have between 1 and 524288 bytes", LogoFile.FindFault(Write("large.svg", new string('x', 524289))));
        Assert.Null(LogoFile.FindFault(Write("logo.svg", new string('x', 524288))));
        Assert.Throws<InvalidDataException>(() => PageAssets.Load(null, Write("logo.html", "x")));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
