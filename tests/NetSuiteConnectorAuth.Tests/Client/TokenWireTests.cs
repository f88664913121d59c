using System.Net;
using System.Text;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>What the package sends to <c>POST /token</c>, and what it makes of each answer.</summary>
public sealed class TokenWireTests : IDisposable
{
    private readonly ClientBench _bench = new();

    public static TheoryData<int, string, string?, int?, Remedy> Refusals => new()
    {
        { 400, "invalid_request", "malformed_request", null, Remedy.Configure },
        { 400, "unsupported_grant_type", null, null, Remedy.Configure },
        { 401, "invalid_client", null, null, Remedy.Configure },
        { 400, "unauthorized_client", null, null, Remedy.Configure },
        { 400, "invalid_target", "unknown_tenant", null, Remedy.Configure },
        { 400, "invalid_scope", null, null, Remedy.Configure },
        { 400, "invalid_grant", "not_connected", null, Remedy.Connect },
        { 400, "invalid_grant", "reconnect_required", null, Remedy.Connect },
        { 503, "temporarily_unavailable", "netsuite_unavailable", 30, Remedy.Wait },
        { 503, "temporarily_unavailable", "netsuite_throttled", 60, Remedy.Wait },
        { 429, "slow_down", "rate_limited", 5, Remedy.Wait },
        { 500, "server_error", null, null, Remedy.Retry },
    };

    [Fact]
    public async Task The_request_is_a_client_credentials_grant_with_the_callers_secret()
    {
        using var bench = new ClientBench(options =>
        {
            (options.ClientId, options.ClientSecret) = ("sync job", "p@ss:w%rd+ü");
            options.Scope = "restlets";
            options.MinimumLifetime = TimeSpan.FromSeconds(90.5);
        });
        bench.Issues("first");
        await bench.TokenAsync();

        var request = Assert.Single(bench.Service.Requests);
        Assert.Equal(("POST", "http://127.0.0.1:8081/token"), (request.Method, request.Url.AbsoluteUri));
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.Equal(
            [("grant_type", "client_credentials"), ("min_ttl", "91"), ("scope", "restlets"), ("tenant", "acme")],
            request.Form.Select(field => (field.Key, field.Value)).Order());
        Assert.Equal(
            "sync+job:p%40ss%3Aw%25rd%2B%C3%BC", Encoding.UTF8.GetString(Convert.FromBase64String(ClientBench.Authorization(request).Parameter!)));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Each_refusal_says_what_to_do(int status, string error, string? errorCode, int? retryAfter, Remedy remedy)
    {
        _bench.Refuses(status, error, errorCode, retryAfter);

        var failure = await _bench.FailureAsync();

        Assert.Equal((error, errorCode, remedy), (failure.Error, failure.ErrorCode, failure.Remedy));
        Assert.Equal(((HttpStatusCode?)status, retryAfter, "acme"), (failure.StatusCode, (int?)failure.RetryAfter?.TotalSeconds, failure.Tenant));
        Assert.Equal(failure.IsTransient, !failure.NeedsPerson);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"access_token":"t","token_type":"Bearer","expires_in":3600}""")]
    public async Task An_answer_of_somebody_else_is_none(string body)
    {
        _bench.Service.Answers(HttpStatusCode.OK, body);

        Assert.Equal((NetSuiteConnectorException.InvalidAnswer, Remedy.Retry), ErrorOf(await _bench.FailureAsync()));
    }

    [Theory]
    [InlineData("\"expires_in\":3600", "\"expires_in\":0")]
    [InlineData("\"expires_in\":3600", "\"expires_in\":-1")]
    [InlineData("\"token_type\":\"Bearer\"", "\"token_type\":\"mac\"")]
    [InlineData("\"tenant\":\"acme\"", "\"tenant\":\"other\"")]
    [InlineData("\"access_token\":\"first\"", "\"access_token\":\"fi\\r\\nrst\"")]
    [InlineData(ClientBench.Rest, "http://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData(ClientBench.Restlet, "/relative")]
    public async Task An_answer_that_lacks_something_is_none(string part, string replacement)
    {
        var body = ClientBench.Body("first");
        Assert.Contains(part, body, StringComparison.Ordinal);
        _bench.Service.Answers(HttpStatusCode.OK, body.Replace(part, replacement, StringComparison.Ordinal));

        Assert.Equal(NetSuiteConnectorException.InvalidAnswer, (await _bench.FailureAsync()).Error);
    }

    [Theory]
    [InlineData(404, Remedy.Configure)]
    [InlineData(502, Remedy.Retry)]
    public async Task A_page_of_a_proxy_is_a_failure_of_its_own(int status, Remedy remedy)
    {
        _bench.Service.Answers((HttpStatusCode)status, "<html>s3cr3t</html>", "text/html");

        var failure = await _bench.FailureAsync();

        Assert.Equal((NetSuiteConnectorException.InvalidAnswer, remedy), ErrorOf(failure));
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read()
    {
        _bench.Service.Answers(HttpStatusCode.OK, ClientBench.Body(new string('t', 70_000)));

        Assert.Equal(NetSuiteConnectorException.Unreachable, (await _bench.FailureAsync()).Error);
    }

    public void Dispose() => _bench.Dispose();

    private static (string, Remedy) ErrorOf(NetSuiteConnectorException failure) => (failure.Error, failure.Remedy);
}
