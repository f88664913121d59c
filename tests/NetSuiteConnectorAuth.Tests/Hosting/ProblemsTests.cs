using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class ProblemsTests
{
    /// <summary>Other people branch on these; a row is added, never changed.</summary>
    private static readonly Dictionary<string, int> Released = new()
    {
        ["malformed_request"] = 400,
        ["tenant_invalid"] = 400,
        ["account_invalid"] = 400,
        ["integration_unknown"] = 400,
        ["return_url_not_allowed"] = 400,
        ["unauthenticated"] = 401,
        ["forbidden"] = 403,
        ["unknown_route"] = 404,
        ["unknown_tenant"] = 404,
        ["method_not_allowed"] = 405,
        ["conflict"] = 409,
        ["not_connected"] = 409,
        ["payload_too_large"] = 413,
        ["unsupported_media_type"] = 415,
        ["not_proven"] = 422,
        ["key_mismatch"] = 422,
        ["key_weak"] = 422,
        ["rate_limited"] = 429,
        ["unexpected"] = 500,
        ["temporarily_unavailable"] = 503,
    };

    [Fact]
    public void Every_code_has_its_name_and_status_for_ever()
    {
        var mapped = Enum.GetValues<ErrorCode>().ToDictionary(Problems.Name, code => Problems.Describe(code).Status);

        Assert.Equal(Released, mapped);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.2, 1)]
    [InlineData(1, 1)]
    [InlineData(1.1, 2)]
    [InlineData(59.5, 60)]
    public void The_time_to_wait_is_rounded_up_so_that_nobody_comes_too_early(double wait, int seconds) =>
        Assert.Equal(seconds, Problems.RetryAfterSeconds(TimeSpan.FromSeconds(wait)));
}
