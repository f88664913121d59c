using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class CallerAuthenticationTests : IAsyncLifetime
{
    private static readonly Secret Secret = Secret.Random();

    private readonly FakeTimeProvider _time = new();
    private RunningService _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(
        Map,
        Cancelled,
        _time,
        settings:
        [
            .. RunningService.CallerSettings("ops", Secret, "manage"),
            .. RunningService.CallerSettings("board", Secret, "observe"),
            .. RunningService.CallerSettings("job", Secret, "token"),
            ("Callers:board:RequestsPerMinute", "2"),
        ]);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("ops", HttpStatusCode.OK)]
    [InlineData("board", HttpStatusCode.OK)]
    [InlineData("job", HttpStatusCode.Forbidden)]
    public async Task Any_one_of_the_permissions_opens_the_door(string clientId, HttpStatusCode expected)
    {
        using var answer = await GetAsync("/test/who", RunningService.Basic(clientId, Secret));

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(clientId, await answer.Content.ReadAsStringAsync(Cancelled));
        }
        else
        {
            Assert.Equal("forbidden", (await answer.ProblemAsync(Cancelled)).Code());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic b3BzOndyb25n")]
    [InlineData("Basic bm9ib2R5OnNlY3JldA==")]
    [InlineData("Basic ????")]
    [InlineData("Bearer abc")]
    public async Task Who_is_not_known_is_asked_for_credentials(string? header)
    {
        using var answer = await GetAsync("/test/who", header is null ? null : AuthenticationHeaderValue.Parse(header));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic realm=\"netsuite-connector-auth\", charset=\"UTF-8\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("unauthenticated", (await answer.ProblemAsync(Cancelled)).Code());
    }

    [Fact]
    public async Task Two_sets_of_credentials_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/who");
        string[] two = [$"{RunningService.Basic("ops", Secret)}", $"{RunningService.Basic("job", Secret)}"];
        request.Headers.TryAddWithoutValidation("Authorization", two);
        using var answer = await _service.Internal.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Nobodys_body_is_read_before_we_know_who_sent_it()
    {
        using var body = new StringContent("{ malformed", Encoding.UTF8, "application/json");
        using var answer = await _service.Internal.PostAsync("/test/body", body, Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_endpoint_that_states_no_rule_is_closed_to_everybody()
    {
        using var answer = await GetAsync("/test/forgotten", RunningService.Basic("ops", Secret));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_caller_over_its_rate_is_told_how_long_to_wait_and_others_are_not()
    {
        for (var i = 0; i < 2; i++)
        {
            using var allowed = await GetAsync("/test/who", RunningService.Basic("board", Secret));
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        _time.Advance(TimeSpan.FromSeconds(15));
        using var refused = await GetAsync("/test/who", RunningService.Basic("board", Secret));
        using var other = await GetAsync("/test/who", RunningService.Basic("ops", Secret));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(45)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        Assert.Equal("rate_limited", (await refused.ProblemAsync(Cancelled)).Code());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        _time.Advance(TimeSpan.FromSeconds(45));
        using var again = await GetAsync("/test/who", RunningService.Basic("board", Secret));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_refused_caller_is_logged_without_what_it_sent()
    {
        using var answer = await GetAsync("/test/who", RunningService.Basic("pasted-secret", Secret));

        Assert.Contains(_service.Log, line => line.Contains("unknown credentials", StringComparison.Ordinal));
        Assert.DoesNotContain(_service.Log, line => line.Contains("pasted-secret", StringComparison.Ordinal));
    }

    private static void Map(WebApplication app)
    {
        var guarded = app.MapInternal().RequirePermission(Permissions.Observe | Permissions.Manage);
        guarded.MapGet("/test/who", (HttpContext context) => context.GetCaller().ClientId);
        guarded.MapPost("/test/body", (Dictionary<string, string> body) => body.Count);
        app.MapInternal().MapGet("/test/forgotten", () => "forgotten");
    }

    private Task<HttpResponseMessage> GetAsync(string path, AuthenticationHeaderValue? credentials)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = credentials } };
        return _service.Internal.SendAsync(request, Cancelled);
    }
}
