using System.Text.Json;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>A refusal as it came over the wire, checked for everything that is promised of every one of them.</summary>
public sealed record OAuthError(int Status, string Error, string? ErrorCode = null, int? RetryAfter = null, string? Tenant = null)
{
    private static readonly string[] Members = ["error", "error_description", "error_code", "retry_after", "tenant"];

    /// <summary>RFC 6749 §5.2, RFC 8707 §2 and RFC 8628 §3.5; the last two from RFC 6749 §4.1.2.1, where they have no status but a redirect's.</summary>
    private static readonly string[] RegisteredErrors =
    [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
        "invalid_target", "slow_down", "temporarily_unavailable", "server_error",
    ];

    public static async Task<OAuthError> ReadAsync(HttpResponseMessage response)
    {
        var body = await Deployment.JsonAsync(response);
        var error = new OAuthError(
            (int)response.StatusCode, Text(body, "error")!, Text(body, "error_code"), Number(body, "retry_after"), Text(body, "tenant"));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.All(body.EnumerateObject(), member => Assert.Contains(member.Name, Members));
        AssertOfTheStandards(error.Error, Text(body, "error_description")!);
        Assert.True(error.RetryAfter is > 0 || error.Status is not (429 or 503), $"Nobody says when to come back: {body}");
        AssertNotStored(response);
        Assert.Equal(error.RetryAfter, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal(error.Status == 401, response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
        Assert.Equal(error.Status == 401, response.Headers.Contains("WWW-Authenticate"));
        return error;
    }

    /// <summary>RFC 6749, appendix A.7 and A.8: <c>1*NQSCHAR</c>, that is %x20-21 / %x23-5B / %x5D-7E.</summary>
    public static void AssertOfTheStandards(string error, string description)
    {
        Assert.Contains(error, RegisteredErrors);
        Assert.NotEmpty(description);
        Assert.DoesNotContain(description, character => character is < ' ' or '"' or '\\' or > '~');
    }

    public static void AssertNotStored(HttpResponseMessage response)
    {
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("no-cache", response.Headers.Pragma.ToString());
    }

    private static string? Text(JsonElement body, string member) => body.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement body, string member) => body.TryGetProperty(member, out var value) ? value.GetInt32() : null;
}
