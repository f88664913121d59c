using System.Net;
using System.Net.Http.Json;
using NetSuiteConnectorAuth.Client;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>The job's own requests: nothing leaves without a token, no token goes elsewhere, one further attempt after a 401.</summary>
public sealed class NetSuiteTokenHandlerTests : IDisposable
{
    private readonly ClientBench _bench = new();

    [Theory]
    [InlineData("/services/rest/record/v1/customer?limit=1", ClientBench.Rest + "/services/rest/record/v1/customer?limit=1")]
    [InlineData("services/rest/x", ClientBench.Rest + "/services/rest/x")]
    [InlineData("https://restlet.netsuite.invalid/app/site/hosting/restlet.nl?script=1", ClientBench.Restlet + "/app/site/hosting/restlet.nl?script=1")]
    [InlineData(ClientBench.Rest + "/services/rest/x", ClientBench.Rest + "/services/rest/x")]
    [InlineData(ClientBench.Restlet + "/x", ClientBench.Restlet + "/x")]
    public async Task A_request_goes_to_the_tenants_own_origin_with_its_token(string asked, string sent)
    {
        _bench.Issues("first");
        _bench.NetSuite.Answers(HttpStatusCode.OK, "{}");

        using var answer = await _bench.Job.GetAsync(asked, ClientBench.Cancelled);

        var request = Assert.Single(_bench.NetSuite.Requests);
        Assert.Equal((sent, "Bearer first"), (request.Url.AbsoluteUri, request.Headers["Authorization"]));
    }

    [Fact]
    public async Task An_origin_with_a_path_is_a_prefix()
    {
        const string Simulated = "http://127.0.0.1:9000/1234567-sb1.suitetalk.api.netsuite.com";
        _bench.Service.Answers(HttpStatusCode.OK, ClientBench.Body("first", rest: Simulated));
        _bench.NetSuite.Answers(HttpStatusCode.OK, "{}");

        using var answer = await _bench.Job.GetAsync("/services/rest/x?y=1", ClientBench.Cancelled);
        await RefusedAsync("http://127.0.0.1:9000/7654321.suitetalk.api.netsuite.com/services/rest/x");
        await RefusedAsync(Simulated + "/../7654321.suitetalk.api.netsuite.com/x");
        await RefusedAsync(Simulated + ".example.com/x");

        Assert.Equal(Simulated + "/services/rest/x?y=1", Assert.Single(_bench.NetSuite.Requests).Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://example.com/services/rest/x")]
    [InlineData("https://7654321.suitetalk.api.netsuite.com/services/rest/x")]
    [InlineData("https://1234567-sb1.suitetalk.api.netsuite.com.example.com/x")]
    [InlineData("https://1234567-sb1.suitetalk.api.netsuite.com:8443/x")]
    [InlineData("https://someone@1234567-sb1.suitetalk.api.netsuite.com/x")]
    [InlineData("http://1234567-sb1.suitetalk.api.netsuite.com/x")]
    [InlineData("http://127.0.0.1:8081/token")]
    public async Task The_token_goes_to_no_other_host(string asked)
    {
        _bench.Issues("first");

        var failure = await RefusedAsync(asked);

        Assert.Equal((NetSuiteConnectorException.HostRefused, Remedy.Configure), (failure.Error, failure.Remedy));
        Assert.DoesNotContain("first", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(_bench.NetSuite.Requests);
    }

    [Fact]
    public async Task Without_a_token_nothing_leaves()
    {
        _bench.Refuses(400, "invalid_grant", "not_connected");
        await RefusedAsync("/services/rest/x");
        _bench.Service.Fails(HttpRequestError.ConnectionError);
        await RefusedAsync("/services/rest/x");

        Assert.Throws<NotSupportedException>(() => _bench.Job.Send(new HttpRequestMessage(HttpMethod.Get, "/services/rest/x"), ClientBench.Cancelled));
        Assert.Empty(_bench.NetSuite.Requests);
    }

    [Fact]
    public async Task A_request_that_NetSuite_refused_is_sent_once_more_with_another_token()
    {
        _bench.Issues("first").Issues("second");
        _bench.NetSuite.Answers(HttpStatusCode.Unauthorized).Answers(HttpStatusCode.NoContent);

        using var answer = await _bench.Job.PostAsJsonAsync("/services/rest/record/v1/customer", new { companyName = "Ardent" }, ClientBench.Cancelled);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("first", _bench.Service.Requests[1].Form["rejected_token"]);
        Assert.Equal(
            [("Bearer first", """{"companyName":"Ardent"}"""), ("Bearer second", """{"companyName":"Ardent"}""")],
            _bench.NetSuite.Requests.Select(request => (request.Headers["Authorization"], request.Body)));
    }

    [Fact]
    public async Task A_second_refusal_is_the_answer()
    {
        _bench.Issues("first").Issues("second");
        _bench.NetSuite.Answers(HttpStatusCode.Unauthorized).Answers(HttpStatusCode.Unauthorized);

        using var answer = await _bench.Job.GetAsync("/services/rest/x", ClientBench.Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(2, _bench.NetSuite.Requests.Count);
    }

    [Fact]
    public async Task With_the_same_token_again_there_is_no_second_attempt()
    {
        _bench.Issues("first", times: 2);
        _bench.NetSuite.Answers(HttpStatusCode.Unauthorized);

        using var answer = await _bench.Job.GetAsync("/services/rest/x", ClientBench.Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_cannot_be_sent_again_is_not_and_the_next_request_has_another_token()
    {
        _bench.Issues("first").Issues("second");
        _bench.NetSuite.Answers(HttpStatusCode.Unauthorized).Answers(HttpStatusCode.OK);
        using var once = new StreamContent(new OneWayStream("once"u8.ToArray()));

        using var refused = await _bench.Job.PutAsync("/services/rest/x", once, ClientBench.Cancelled);
        using var next = await _bench.Job.GetAsync("/services/rest/x", ClientBench.Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(["Bearer first", "Bearer second"], _bench.NetSuite.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task When_the_refused_token_cannot_be_replaced_the_job_learns_why()
    {
        _bench.Issues("first").Refuses(400, "invalid_grant", "reconnect_required");
        _bench.NetSuite.Answers(HttpStatusCode.Unauthorized);

        Assert.Equal("reconnect_required", (await RefusedAsync("/services/rest/x")).ErrorCode);
    }

    [Fact]
    public async Task No_cookie_leaves()
    {
        _bench.Issues("first");
        _bench.NetSuite.Answers(HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/services/rest/x") { Headers = { { "Cookie", "JSESSIONID=1" } } };

        using var answer = await _bench.Job.SendAsync(request, ClientBench.Cancelled);

        Assert.DoesNotContain("Cookie", Assert.Single(_bench.NetSuite.Requests).Headers.Keys);
    }

    [Fact]
    public async Task A_client_for_many_tenants_takes_the_requests_own()
    {
        using var bench = new ClientBench(tenant: null);
        bench.Issues("of-acme").Issues("of-beta", tenant: "beta");
        bench.NetSuite.Answers(HttpStatusCode.OK).Answers(HttpStatusCode.OK);
        foreach (var tenant in new[] { "acme", "beta" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/services/rest/x").ForTenant(tenant);
            using var answer = await bench.Job.SendAsync(request, ClientBench.Cancelled);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Job.GetAsync("/services/rest/x", ClientBench.Cancelled));
        Assert.Equal(["Bearer of-acme", "Bearer of-beta"], bench.NetSuite.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_client_of_one_tenant_takes_no_other()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/services/rest/x").ForTenant("beta");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.Job.SendAsync(request, ClientBench.Cancelled));
        Assert.Empty(_bench.Service.Requests);
    }

    public void Dispose() => _bench.Dispose();

    private Task<NetSuiteConnectorException> RefusedAsync(string asked) =>
        Assert.ThrowsAsync<NetSuiteConnectorException>(() => _bench.Job.GetAsync(asked, ClientBench.Cancelled));

    /// <summary>As from a socket: of unknown length, and read once.</summary>
    private sealed class OneWayStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
