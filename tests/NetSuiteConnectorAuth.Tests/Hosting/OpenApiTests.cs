using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_describes_the_internal_listener_alone()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var service = await RunningService.StartAsync(
            app =>
            {
                app.MapPublic().MapGet("/test/page", () => "page");
                app.MapInternal().OpenToAll().MapGet("/test/open", () => "open");
                app.MapInternal().RequirePermission(Permissions.Observe | Permissions.Manage).MapGet("/test/guarded", () => "guarded");
            },
            cancelled,
            settings: ("InternalBaseUrl", "http://auth.internal:8081"));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { Host = "evil.example.com" } };
        using var answer = await service.Internal.SendAsync(request, cancelled);
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>(cancelled);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("http://auth.internal:8081", document.GetProperty("servers")[0].GetProperty("url").GetString());
        var paths = document.GetProperty("paths");
        Assert.False(paths.TryGetProperty("/test/page", out _));
        Assert.False(paths.GetProperty("/test/open").GetProperty("get").TryGetProperty("security", out _));
        Assert.True(paths.GetProperty("/test/guarded").GetProperty("get").GetProperty("security")[0].TryGetProperty("basic", out _));
    }
}
