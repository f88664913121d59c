using System.Text.Json;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>A refusal as it came over the wire, checked for everything that contract §3 promises of every one of them.</summary>
public sealed record OAuthError(int Status, string Error, string? ErrorCode = null, int? RetryAfter = null, string? Tenant = null)
{
    private static readonly string[] Members = ["error", "error_description", "error_code", "retry_after", "tenant"];

    public static async Task<OAuthError> ReadAsync(HttpResponseMessage response)
    {
        var body = await Deployment.JsonAsync(response);
        var error = new OAuthError(
            (int)response.StatusCode, Text(body, "error")!, Text(body, "error_code"), Number(body, "retry_after"), Text(body, "tenant"));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.All(body.EnumerateObject(), member => Assert.Contains(member.Name, Members));
        Assert.NotEmpty(Text(body, "error_description")!);
        AssertNotStored(response);
        Assert.Equal(error.RetryAfter, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal(error.Status == 401, response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
        return error;
    }

    public static void AssertNotStored(HttpResponseMessage response)
    {
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("no-cache", response.Headers.Pragma.ToString());
    }

    private static string? Text(JsonElement body, string member) => body.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement body, string member) => body.TryGetProperty(member, out var value) ? value.GetInt32() : null;
}
