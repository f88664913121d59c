using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class ErrorHandlingTests(ErrorHandlingTests.Fixture fixture) : IClassFixture<ErrorHandlingTests.Fixture>
{
    private const string Json = "application/json";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private RunningService Service => fixture.Service;

    [Theory]
    [InlineData("""{"first_name":"Chair","amount":1,"color":"dark_red"}""")]
    [InlineData("""{"first_name":"Chair","amount":1,"color":"dark_red","remark":null}""")]
    public async Task A_body_that_says_what_it_must_is_read(string body)
    {
        using var answer = await PostAsync("/test/strict", body, Json);

        Assert.Equal("Chair 1 DarkRed", await answer.Content.ReadFromJsonAsync<string>(Cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"Chair\"")]
    [InlineData("""{"first_name":"Chair","amount":1,"color":"dark_red","account":"1234567"}""")]
    [InlineData("""{"first_name":"Chair","first_name":"Bob","amount":1,"color":"dark_red"}""")]
    [InlineData("""{"FirstName":"Chair","amount":1,"color":"dark_red"}""")]
    [InlineData("""{"First_Name":"Chair","amount":1,"color":"dark_red"}""")]
    [InlineData("""{"first_name":null,"amount":1,"color":"dark_red"}""")]
    [InlineData("""{"amount":1,"color":"dark_red"}""")]
    [InlineData("""{"first_name":"Chair","amount":"1","color":"dark_red"}""")]
    [InlineData("""{"first_name":"Chair","amount":1,"color":0}""")]
    [InlineData("""{"first_name":"Chair","amount":1,"color":"dark_red",}""")]
    [InlineData("""{"first_name":"Chair","amount":1,"color":"dark_red"} {}""")]
    public async Task Any_other_body_is_malformed_and_none_of_it_comes_back(string body)
    {
        using var answer = await PostAsync("/test/strict", body, Json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("malformed_request", (await answer.ProblemAsync(Cancelled)).Code());
        Assert.DoesNotContain("Chair", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The body must be a JSON object with at least: first_name, amount, color.")]
    [InlineData("null", "The body must be a JSON object with at least: first_name, amount, color.")]
    [InlineData("[]", "The body must be a JSON object with at least: first_name, amount, color.")]
    [InlineData("""{"amount":1,"color":"dark_red"}""", "The body must be a JSON object with at least: first_name, amount, color.")]
    [InlineData("""{"first_name":"Chair",""", "The body is not JSON: see line 1, byte 22.")]
    [InlineData("""{"first_nam":"Chair","amount":1}""", "There is no member 'first_nam'. There are: first_name, amount, color, remark.")]
    [InlineData("""{"FirstName":"Chair"}""", "There is no member 'FirstName'. There are: first_name, amount, color, remark.")]
    [InlineData("""{"odd.name 'x'":"Chair"}""", "There is no member 'odd.name 'x''. There are: first_name, amount, color, remark.")]
    [InlineData("""{"0123456789012345678901234567890123456789Chair":1}""",
        "There is no member '0123456789012345678901234567890123456789'. There are: first_name, amount, color, remark.")]
    [InlineData("""{"first_name":{"Chair":1}}""", "The member 'first_name' must be a string, given once.")]
    [InlineData("""{"first_name":"Chair","first_name":"Chair"}""", "The member 'first_name' must be a string, given once.")]
    [InlineData("""{"first_name":"Chair","amount":"Chair"}""", "The member 'amount' must be a whole number, given once.")]
    [InlineData("""{"first_name":"Chair","amount":1.5}""", "The member 'amount' must be a whole number, given once.")]
    public async Task A_malformed_body_is_told_which_member_it_is_and_never_a_value(string body, string detail)
    {
        using var answer = await PostAsync("/test/strict", body, Json);

        Assert.Equal(detail, (await answer.ProblemAsync(Cancelled)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_of_another_type_is_415(string type)
    {
        using var answer = await PostAsync("/test/strict", "{}", type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("unsupported_media_type", (await answer.ProblemAsync(Cancelled)).Code());
    }

    [Theory]
    [InlineData(64 * 1024, HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData((64 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge, "payload_too_large")]
    [InlineData(10_000_000, HttpStatusCode.RequestEntityTooLarge, "payload_too_large")]
    public async Task A_body_over_64_KiB_is_413_and_its_sender_gets_the_answer(int bytes, HttpStatusCode expected, string code)
    {
        using var answer = await PostAsync("/test/strict", new string(' ', bytes), Json);

        Assert.Equal((expected, code), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    /// <summary>Kestrel counts the frame of each chunk too.</summary>
    [Theory]
    [InlineData(60_000, HttpStatusCode.BadRequest)]
    [InlineData(70_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task So_is_one_that_does_not_tell_its_length(int bytes, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/test/strict")
        {
            Content = new StringContent(new string(' ', bytes), Encoding.ASCII, Json),
            Headers = { TransferEncodingChunked = true },
        };
        using var answer = await Service.Internal.SendAsync(request, Cancelled);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=")]
    public async Task A_body_in_a_charset_that_nobody_knows_is_not_our_mistake(string contentType)
    {
        using var body = new ByteArrayContent("{}"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await Service.Internal.PostAsync("/test/strict", body, Cancelled);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (answer.StatusCode, (await answer.ProblemAsync(Cancelled)).Code()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_group_writes_refusals_in_its_own_form(bool isChunked)
    {
        using var tooLarge = new HttpRequestMessage(HttpMethod.Post, "/test/oauth/form")
        {
            Headers = { TransferEncodingChunked = isChunked },
            Content = new ByteArrayContent(new byte[70_000]) { Headers = { { "Content-Type", "application/x-www-form-urlencoded" } } },
        };
        using var refused = await Service.Internal.SendAsync(tooLarge, Cancelled);
        using var failed = await Service.Internal.GetAsync("/test/oauth/bug", Cancelled);

        Assert.Equal("oauth PayloadTooLarge", await refused.Content.ReadFromJsonAsync<string>(Cancelled));
        Assert.Equal("oauth Unexpected", await failed.Content.ReadFromJsonAsync<string>(Cancelled));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_nobody_expected_is_logged_once_and_answered_without_a_word_of_it(bool isDevelopment)
    {
        await using var service = await RunningService.StartAsync(
            Fixture.Map, Cancelled, settings: ("environment", isDevelopment ? "Development" : "Production"));
        using var answer = await service.Internal.GetAsync("/test/bug/secret-in-the-path", Cancelled);

        var problem = await answer.ProblemAsync(Cancelled);
        Assert.Equal((HttpStatusCode.InternalServerError, "unexpected"), (answer.StatusCode, problem.Code()));
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        Assert.DoesNotContain("attic", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Single(service.Log, line => line.Contains("attic", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log, line => line.Contains("secret-in-the-path", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/", 404, "unknown_route")]
    [InlineData("GET", "/nowhere", 404, "unknown_route")]
    [InlineData("GET", "/connect/a/b", 404, "unknown_route")]
    [InlineData("GET", "/connected", 404, "unknown_route")]
    [InlineData("POST", "/connect/a", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_a_problem_for_a_program_and_a_page_for_a_browser(string method, string path, int status, string code)
    {
        using var internally = await Service.Internal.GetAsync("/nowhere", Cancelled);
        using var forProgram = await AskAsync(method, path, "*/*");
        using var forBrowser = await AskAsync(method, path, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");

        Assert.Equal("unknown_route", (await internally.ProblemAsync(Cancelled)).Code());
        Assert.Equal((status, code), ((int)forProgram.StatusCode, (await forProgram.ProblemAsync(Cancelled)).Code()));
        await forBrowser.AssertRefusedAsync("unknown_route", (HttpStatusCode)status);
        Assert.All([forProgram, forBrowser], answer =>
        {
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_refusal_says_when_to_come_back()
    {
        using var answer = await Service.Internal.GetAsync("/test/busy", Cancelled);

        var problem = await answer.ProblemAsync(Cancelled);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(3)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Equal(("temporarily_unavailable", 3), (problem.Code(), problem.GetProperty("retry_after").GetInt32()));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    private async Task<HttpResponseMessage> AskAsync(string method, string path, string accept)
    {
        using var request = new HttpRequestMessage(new(method), path) { Headers = { { "Accept", accept } } };
        return await Service.Public.SendAsync(request, Cancelled);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body, string type) =>
        Service.Internal.PostAsync(path, new StringContent(body, Encoding.UTF8, type), Cancelled);

    public enum Color
    {
        DarkRed,
    }

    public sealed record Strict(string FirstName, int Amount, Color Color, string? Remark = null);

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningService Service { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Service = await RunningService.StartAsync(Map, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Service.DisposeAsync();

        internal static void Map(WebApplication app)
        {
            var open = app.MapInternal().OpenToAll();
            open.MapPost("/test/strict", (Strict body) => TypedResults.Json($"{body.FirstName} {body.Amount} {body.Color}"));
            open.MapGet("/test/bug/{link}", (string link) => Fail(link.Length));
            var busy = new Refusal(ErrorCode.TemporarilyUnavailable, RetryAfter: TimeSpan.FromSeconds(2.1));
            open.MapGet("/test/busy", () => busy.ToProblem());

            var oauth = open.MapGroup("/test/oauth").WithRefusals(refusal => TypedResults.Json($"oauth {refusal.Code}"));
            oauth.MapPost("/form", async (HttpContext context) => (await context.Request.ReadFormAsync(context.RequestAborted)).Count);
            oauth.MapGet("/bug", () => Fail(0));
        }

        private static string Fail(int length) => throw new InvalidOperationException($"The key is in the attic, {length} steps up.");
    }
}
