using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class ListenerTests(ListenerTests.Fixture fixture) : IClassFixture<ListenerTests.Fixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task A_route_answers_on_its_own_listener()
    {
        Assert.Equal("page", await Service.Public.GetStringAsync("/test/page", Cancelled));
        Assert.Equal("job", await Service.Internal.GetStringAsync("/test/job", Cancelled));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task On_the_other_listener_it_does_not_exist_whatever_the_method(string method)
    {
        using var job = await Service.Public.SendAsync(new(new(method), "/test/job"), Cancelled);
        using var page = await Service.Internal.SendAsync(new(new(method), "/test/page"), Cancelled);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (job.StatusCode, page.StatusCode));
        Assert.Empty(job.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("127.0.0.1:8081")]
    [InlineData("localhost")]
    [InlineData("internal.example.com")]
    public async Task The_host_header_decides_nothing(string host)
    {
        var internalPort = Service.Internal.BaseAddress!.Port;
        foreach (var claimed in new[] { host, $"127.0.0.1:{internalPort}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/test/job") { Headers = { Host = claimed } };
            using var answer = await Service.Public.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var onItsOwn = new HttpRequestMessage(HttpMethod.Get, "/test/job") { Headers = { Host = host } };
        using var allowed = await Service.Internal.SendAsync(onItsOwn, Cancelled);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "127.0.0.1:8081")]
    [InlineData("X-Forwarded-Port", "8081")]
    [InlineData("Forwarded", "host=127.0.0.1:8081")]
    public async Task No_forwarded_header_decides_it_either(string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/job") { Headers = { { name, value } } };
        using var answer = await Service.Public.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task One_pattern_may_mean_something_else_on_each_listener()
    {
        Assert.Equal("public", await Service.Public.GetStringAsync("/test/both", Cancelled));
        Assert.Equal("internal", await Service.Internal.GetStringAsync("/test/both", Cancelled));
    }

    [Fact]
    public async Task A_route_that_names_no_listener_answers_nowhere()
    {
        using var onPublic = await Service.Public.GetAsync("/test/homeless", Cancelled);
        using var onInternal = await Service.Internal.GetAsync("/test/homeless", Cancelled);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (onPublic.StatusCode, onInternal.StatusCode));
    }

    [Fact]
    public async Task The_wrong_method_on_the_right_listener_is_405()
    {
        using var answer = await Service.Internal.PostAsync("/test/job", content: null, Cancelled);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("method_not_allowed", (await answer.ProblemAsync(Cancelled)).Code());
    }

    [Fact]
    public async Task The_system_chooses_the_ports_and_we_know_them()
    {
        var addresses = Service.Services.GetRequiredService<ListenerAddresses>();

        Assert.NotEqual(0, addresses.Public.Port);
        Assert.NotEqual(addresses.Public.Port, addresses.Internal.Port);
        using var answer = await Service.Public.GetAsync(new Uri(addresses.Public, "/test/page"), Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_ports_that_the_container_image_names_are_passed_over_in_silence()
    {
        await using var service = await RunningService.StartAsync(Fixture.Map, Cancelled, settings: ("HTTP_PORTS", "8080"));

        Assert.Equal("job", await service.Internal.GetStringAsync("/test/job", Cancelled));
        Assert.DoesNotContain(service.Log, line => line.Contains("Overriding", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_server_does_not_name_itself()
    {
        using var answer = await Service.Public.GetAsync("/test/page", Cancelled);

        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_stranger_cannot_forge_the_address_it_comes_from()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/from") { Headers = { { "X-Forwarded-For", "203.0.113.9" } } };
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await Service.Public.SendAsync(request, Cancelled);

        Assert.Equal("http 127.0.0.1 127.0.0.1", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task A_known_proxy_tells_where_a_request_comes_from_and_never_its_host()
    {
        await using var behindProxy = await RunningService.StartAsync(
            Fixture.Map, Cancelled, settings: ("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/from")
        {
            Headers =
            {
                { "X-Forwarded-For", "203.0.113.9" },
                { "X-Forwarded-Proto", "https" },
                { "X-Forwarded-Host", "evil.example.com" },
            },
        };
        using var answer = await behindProxy.Public.SendAsync(request, Cancelled);

        Assert.Equal("https 203.0.113.9 127.0.0.1", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningService Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Service = await RunningService.StartAsync(Map, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Service.DisposeAsync();

        internal static void Map(WebApplication app)
        {
            app.MapPublic().MapGet("/test/page", () => "page");
            app.MapPublic().MapGet("/test/both", () => "public");
            app.MapPublic().MapGet("/test/from", (HttpContext context) => Origin(context));
            app.MapInternal().OpenToAll().MapGet("/test/job", () => "job");
            app.MapInternal().OpenToAll().MapGet("/test/both", () => "internal");
            app.MapGet("/test/homeless", () => "homeless");
        }

        private static string Origin(HttpContext context) =>
            $"{context.Request.Scheme} {context.Connection.RemoteIpAddress} {context.Request.Host.Host}";
    }
}
