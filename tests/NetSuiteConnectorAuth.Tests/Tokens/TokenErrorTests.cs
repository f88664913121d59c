using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>
/// The error table against RFC 6749 §5.2: every refusal there is, and every route that makes one. What is promised of
/// each answer is in <see cref="OAuthError"/>.
/// </summary>
[Collection<Connected>]
public sealed partial class TokenErrorTests(ConnectedDeployment connected)
{
    private const string Token = "/token";
    private const string TenantToken = "/tenants/{0}/token";
    private const string Assertion = "/tenants/{0}/assertion";

    private readonly Deployment _deployment = connected.Deployment;

    public static TheoryData<TokenRefusal> Refusals => [.. Enum.GetValues<TokenRefusal>()];

    /// <summary>The service's own rows, and below them those of the standards alone.</summary>
    public static TheoryData<TokenRefusal, int, string, string?> Table => new()
    {
        { TokenRefusal.MalformedRequest, 400, "invalid_request", "malformed_request" },
        { TokenRefusal.TenantNotNamed, 400, "invalid_request", "malformed_request" },
        { TokenRefusal.UnsupportedGrantType, 400, "unsupported_grant_type", null },
        { TokenRefusal.InvalidClient, 401, "invalid_client", null },
        { TokenRefusal.UnauthorizedClient, 400, "unauthorized_client", null },
        { TokenRefusal.UnknownTenant, 400, "invalid_target", "unknown_tenant" },
        { TokenRefusal.InvalidScope, 400, "invalid_scope", null },
        { TokenRefusal.NotConnected, 400, "invalid_grant", "not_connected" },
        { TokenRefusal.ReconnectRequired, 400, "invalid_grant", "reconnect_required" },
        { TokenRefusal.NetSuiteUnavailable, 503, "temporarily_unavailable", "netsuite_unavailable" },
        { TokenRefusal.NetSuiteThrottled, 503, "temporarily_unavailable", "netsuite_throttled" },
        { TokenRefusal.NetSuiteAmbiguous, 503, "temporarily_unavailable", "netsuite_ambiguous" },
        { TokenRefusal.MinimumLifeUnavailable, 503, "temporarily_unavailable", "min_ttl_unavailable" },
        { TokenRefusal.RateLimited, 429, "slow_down", "rate_limited" },
        { TokenRefusal.PayloadTooLarge, 413, "invalid_request", "payload_too_large" },
        { TokenRefusal.MethodNotAllowed, 405, "invalid_request", "method_not_allowed" },
        { TokenRefusal.StoreUnavailable, 503, "temporarily_unavailable", "store_unavailable" },
        { TokenRefusal.IssuerUnavailable, 503, "temporarily_unavailable", "issuer_unavailable" },
        { TokenRefusal.Unexpected, 500, "server_error", null },
    };

    /// <summary>The route; who asks; for which tenant; what for; the answer.</summary>
    public static TheoryData<string, string, string, string, OAuthError> Rows => new()
    {
        { Token, Deployment.Job, "acme", "grant_type=client_credentials&min_ttl=x", new(400, "invalid_request", "malformed_request") },
        { Token, Deployment.Job, "acme", "grant_type=client_credentials&min_ttl=5%00", new(400, "invalid_request", "malformed_request") },
        { TenantToken, Deployment.Job, "acme", "grant_type=client_credentials&min_ttl=x", new(400, "invalid_request", "malformed_request") },
        { TenantToken, Deployment.Job, "acme", "", new(400, "invalid_request", "malformed_request") },
        { Assertion, ConnectedDeployment.Asserter, "acme", "a=1&a=2", new(400, "invalid_request", "malformed_request") },
        { Token, Deployment.Job, "acme", "grant_type=password", new(400, "unsupported_grant_type") },
        { TenantToken, Deployment.Job, "acme", "grant_type=password", new(400, "unsupported_grant_type") },
        { Token, "stranger", "acme", "grant_type=client_credentials", new(401, "invalid_client") },
        { TenantToken, "stranger", "acme", "grant_type=client_credentials", new(401, "invalid_client") },
        { Assertion, "stranger", "acme", "", new(401, "invalid_client") },
        { Token, ConnectedDeployment.Observer, "acme", "grant_type=client_credentials", new(400, "unauthorized_client") },
        { TenantToken, ConnectedDeployment.Observer, "acme", "grant_type=client_credentials", new(400, "unauthorized_client") },
        { Assertion, ConnectedDeployment.Observer, "acme", "", new(400, "unauthorized_client") },
        { Token, ConnectedDeployment.OnlyAcme, "beta", "grant_type=client_credentials", new(400, "invalid_target", "unknown_tenant") },
        { TenantToken, ConnectedDeployment.OnlyAcme, "beta", "grant_type=client_credentials", new(400, "invalid_target", "unknown_tenant") },
        { Assertion, ConnectedDeployment.AsserterOfAcme, "beta", "", new(400, "invalid_target", "unknown_tenant") },
        { Token, Deployment.Job, "acme", "grant_type=client_credentials&scope=other", new(400, "invalid_scope", Tenant: "acme") },
        { TenantToken, Deployment.Job, "acme", "grant_type=client_credentials&scope=other", new(400, "invalid_scope", Tenant: "acme") },
        { Assertion, ConnectedDeployment.Asserter, "acme", "scope=other", new(400, "invalid_scope", Tenant: "acme") },
        // A refusal never repeats what was asked.
        { Token, Deployment.Job, "acme", "grant_type=%22%5C%0A%C3%BC", new(400, "unsupported_grant_type") },
        { Token, Deployment.Job, "acme", "grant_type=client_credentials&scope=%22%5C%0A%C3%BC", new(400, "invalid_scope", Tenant: "acme") },
        { TenantToken, Deployment.Job, "%22%5C%C3%BC", "grant_type=client_credentials", new(400, "invalid_target", "unknown_tenant") },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_refusal_looks_as_the_contract_says(TokenRefusal refusal, int status, string error, string? errorCode)
    {
        var words = TokenErrors.Of(refusal);

        Assert.Equal((status, error, errorCode), (words.Status, words.Error, words.ErrorCode));
    }

    [Fact]
    public void The_table_leaves_no_refusal_out() =>
        Assert.Equal(Enum.GetValues<TokenRefusal>().Order(), Table.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_is_said_in_the_words_of_the_standards(TokenRefusal refusal)
    {
        var words = TokenErrors.Of(refusal);

        OAuthError.AssertOfTheStandards(words.Error, words.Description);
        Assert.True(words.ErrorCode is null || Code().IsMatch(words.ErrorCode), words.ErrorCode);
        Assert.Equal(words.Error == "invalid_client", words.Status == 401);
        Assert.Equal(words.Error == "slow_down", words.Status == 429);
        Assert.Equal(words.Error == "temporarily_unavailable", words.Status == 503);
        Assert.Equal(words.Error == "server_error", words.Status == 500);
        // Names no tenant, address, or anything else that differs from one request to the next.
        Assert.DoesNotContain(words.Description, char.IsControl);
        Assert.EndsWith(".", words.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_codes_are_for_different_things()
    {
        var codes = Enum.GetValues<TokenRefusal>().Select(TokenErrors.Of).Where(words => words.ErrorCode is not null).ToList();

        Assert.All(codes.GroupBy(words => words.ErrorCode), same => Assert.Single(same.Select(words => (words.Status, words.Error)).Distinct()));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_route_refuses_in_the_same_words(string route, string caller, string tenant, string body, OAuthError expected)
    {
        using var client = connected.ClientOf(caller);
        var text = route == Token ? $"tenant={tenant}&{body}" : body;
        using var content = new StringContent(text, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");

        var response = await client.PostAsync(string.Format(null, route, tenant), content, Jobs.Cancelled);

        Assert.Equal(expected, await OAuthError.ReadAsync(response));
    }

    [Theory]
    [InlineData(Token)]
    [InlineData(TenantToken)]
    [InlineData(Assertion)]
    public async Task A_body_that_is_too_large_is_refused_by_each_route(string route)
    {
        using var client = connected.ClientOf(route == Assertion ? ConnectedDeployment.Asserter : Deployment.Job);

        var response = await client.PostAsync(string.Format(null, route, "acme"), Deployment.Form(("a", new string('x', 70_000))), Jobs.Cancelled);

        Assert.Equal(new OAuthError(413, "invalid_request", "payload_too_large"), await OAuthError.ReadAsync(response));
    }

    [Theory]
    [InlineData(Token)]
    [InlineData(TenantToken)]
    [InlineData(Assertion)]
    public async Task Another_method_than_POST_is_refused_by_each_route(string route)
    {
        using var known = connected.ClientOf(route == Assertion ? ConnectedDeployment.Asserter : Deployment.Job);
        using var anonymous = _deployment.Anonymous();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options, new HttpMethod("BREW") })
        {
            foreach (var client in new[] { known, anonymous })
            {
                using var request = new HttpRequestMessage(method, string.Format(null, route, "acme"));

                using var response = await client.SendAsync(request, Jobs.Cancelled);

                Assert.Equal(new OAuthError(405, "invalid_request", "method_not_allowed"), await OAuthError.ReadAsync(response));
                Assert.Equal(["POST"], response.Content.Headers.Allow);
            }
        }
    }

    [Theory]
    [InlineData("Tokens", "/token", "tenant=acme&grant_type=client_credentials&scope=rest_webservices&min_ttl=3000")]
    [InlineData("Tokens", "/tenants/acme/token", "grant_type=client_credentials&scope=rest_webservices&min_ttl=3000")]
    [InlineData("Certificates", "/tenants/acme/assertion", "scope=rest_webservices")]
    public async Task A_store_that_does_not_work_is_no_fault_of_the_job(string table, string path, string body)
    {
        using var client = connected.ClientOf(path.EndsWith("assertion", StringComparison.Ordinal) ? ConnectedDeployment.Asserter : Deployment.Job);
        using var content = new StringContent(body, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        await _deployment.ExecuteSqlAsync($"ALTER TABLE \"{table}\" RENAME TO \"Gone\"");
        HttpResponseMessage response;
        try
        {
            response = await client.PostAsync(path, content, Jobs.Cancelled);
        }
        finally
        {
            await _deployment.ExecuteSqlAsync($"ALTER TABLE \"Gone\" RENAME TO \"{table}\"");
        }

        Assert.Equal(new OAuthError(503, "temporarily_unavailable", "store_unavailable", 5), await OAuthError.ReadAsync(response));
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex Code();
}
