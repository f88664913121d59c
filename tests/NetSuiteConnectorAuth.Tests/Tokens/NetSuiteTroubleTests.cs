using System.Text.Json;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>What a job hears, what becomes of the tenant and how often NetSuite is asked, for every way in which NetSuite fails.</summary>
public sealed class NetSuiteTroubleTests : IAsyncLifetime
{
    private static readonly (string, string) Cold = ("scope", "restlets");

    private Deployment _deployment = null!;

    /// <summary>
    /// The name of the fault; what the job hears; the tenant's health reason; attempts: a doubtful refusal of the scopes one job asks for is
    /// held against the tenant's own.
    /// </summary>
    public static TheoryData<string, string, int, string, int> PassingTrouble => new()
    {
        { "500 server_error", "netsuite_ambiguous", 5, "server_error", 2 },
        { "401 INVALID_LOGIN", "netsuite_ambiguous", 5, "login_refused", 2 },
        { "400 text", "netsuite_ambiguous", 5, "request_refused", 2 },
        { "403 invalid login text", "netsuite_ambiguous", 5, "login_refused", 2 },
        { "429 after 17 s", "netsuite_throttled", 17, "throttled", 1 },
        { "429", "netsuite_throttled", 5, "throttled", 1 },
        { "500", "netsuite_unavailable", 5, "netsuite_500", 1 },
        { "503", "netsuite_unavailable", 5, "unavailable", 2 },
        { "503 after 40 s", "netsuite_unavailable", 40, "unavailable", 1 },
        { "503 page", "netsuite_unavailable", 5, "html_answer", 1 },
        { "200 page", "netsuite_unavailable", 5, "html_answer", 1 },
        { "302", "netsuite_unavailable", 5, "redirect_refused", 1 },
        { "reset", "netsuite_unavailable", 5, "connection_lost", 2 },
        { "answer lost", "netsuite_unavailable", 5, "connection_lost", 2 },
        { "oversized", "netsuite_unavailable", 5, "oversized_answer", 1 },
        { "200 half", "netsuite_unavailable", 5, "malformed_answer", 1 },
        { "200 without token", "netsuite_unavailable", 5, "malformed_answer", 1 },
        { "200 of another type", "netsuite_unavailable", 5, "malformed_answer", 1 },
        { "200 expired", "netsuite_unavailable", 5, "malformed_answer", 1 },
    };

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(new ImpatientClock());

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Theory]
    [MemberData(nameof(PassingTrouble))]
    public async Task Trouble_that_may_pass_leaves_the_tenant_connected(string trouble, string errorCode, int retryAfter, string reason, int attempts)
    {
        var valid = await _deployment.AccessTokenAsync();
        var fault = _deployment.Simulator.NetSuite.Faults.Add(FaultOf(trouble));

        Assert.Equal(new OAuthError(503, "temporarily_unavailable", errorCode, retryAfter, "acme"), await _deployment.RefusalAsync(Cold));

        Assert.Equal(attempts, fault.Hits);
        Assert.Equal(("connected", "failing", reason), await StandingAsync());
        Assert.Equal(valid, await _deployment.AccessTokenAsync());
        Assert.DoesNotContain("tenant.reconnect_required", await _deployment.EventsAsync());

        _deployment.Simulator.NetSuite.Faults.Clear();
        if (retryAfter > 5)
        {
            // NetSuite said for how long it wants to be left alone.
            _deployment.ForgetMints();
            Assert.Equal(503, (await _deployment.RefusalAsync(Cold)).Status);
            Assert.Equal(0, _deployment.Mints());
            return;
        }

        await _deployment.TokenAsync(more: Cold);
        Assert.Equal(("connected", "ok", null), await StandingAsync());
    }

    [Fact]
    public async Task The_log_says_that_no_answer_came_and_not_null()
    {
        _deployment.Simulator.NetSuite.Faults.Add(FaultOf("reset"));

        await _deployment.RefusalAsync(Cold);

        var told = Assert.Single(_deployment.Logs.Lines, line => line.Text.Contains("NetSuite issued no token", StringComparison.Ordinal)).Text;
        Assert.Contains("no answer", told, StringComparison.Ordinal);
        Assert.DoesNotContain("(null)", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "invalid_grant")]
    [InlineData(400, "unauthorized_client")]
    [InlineData(401, "invalid_client")]
    public async Task A_refusal_that_a_second_assertion_meets_too_needs_a_person(int status, string error)
    {
        var fault = _deployment.Fault(FaultKind.Answer, fault => fault with { Status = status, Body = Refusal(error) });
        var refused = new OAuthError(400, "invalid_grant", "reconnect_required", Tenant: "acme");

        Assert.Equal(refused, await _deployment.RefusalAsync(Cold));

        Assert.Equal(2, fault.Hits);
        Assert.Equal(("reconnect_required", "failing", error), await StandingAsync());
        Assert.Single(await _deployment.EventsAsync(), "tenant.reconnect_required");

        // From now on it is known, and NetSuite is not asked again.
        Assert.Equal(refused, await _deployment.RefusalAsync(Cold));
        Assert.Equal(refused, await _deployment.RefusalAsync());
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task A_401_with_a_Basic_challenge_and_no_word_is_a_refusal()
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with
        {
            Status = 401,
            Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Basic realm=\"1234567\"" },
        });

        Assert.Equal("reconnect_required", (await _deployment.RefusalAsync(Cold)).ErrorCode);
    }

    [Fact]
    public async Task A_refusal_that_a_second_assertion_does_not_meet_is_forgotten()
    {
        var fault = _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = Refusal("invalid_grant"), Times = 1 });

        await _deployment.TokenAsync(more: Cold);

        Assert.Equal(1, fault.Hits);
        // The second one asked for the tenant's own scopes, and that was given.
        Assert.Equal(3, _deployment.Mints());
        Assert.Equal(("connected", "ok", null), await StandingAsync());
    }

    [Theory]
    [InlineData("500 server_error", 2)]
    [InlineData("503", 3)]
    [InlineData("reset", 3)]
    public async Task A_refusal_and_then_a_doubtful_answer_break_nothing(string second, int attempts)
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = Refusal("invalid_grant"), Times = 1 });
        _deployment.Simulator.NetSuite.Faults.Add(FaultOf(second));

        Assert.Equal(503, (await _deployment.RefusalAsync(Cold)).Status);

        Assert.Equal(attempts, _deployment.Mints());
        Assert.Equal("connected", (await StandingAsync()).Status);
    }

    [Fact]
    public async Task A_hiccup_and_then_a_refusal_that_passes_break_nothing()
    {
        _deployment.Simulator.NetSuite.Faults.Add(FaultOf("503") with { Times = 1 });
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = Refusal("invalid_grant"), Times = 1 });

        await _deployment.TokenAsync(more: Cold);

        Assert.Equal(("connected", "ok", null), await StandingAsync());
    }

    [Fact]
    public async Task Doubtful_answers_never_need_a_person_however_many()
    {
        _deployment.Simulator.NetSuite.Faults.Add(FaultOf("500 server_error"));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("netsuite_ambiguous", (await _deployment.RefusalAsync(Cold)).ErrorCode);
        }

        Assert.Equal("connected", (await StandingAsync()).Status);
    }

    [Fact]
    public async Task Many_refused_at_once_make_one_event()
    {
        _deployment.Fault(FaultKind.Answer, fault => fault with { Status = 400, Body = Refusal("invalid_grant") });
        string[] scopes = ["restlets", "rest_webservices", "rest_webservices restlets"];

        // The token in memory is put out, so that this key asks NetSuite too.
        var token = await _deployment.AccessTokenAsync();
        var errors = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => _deployment.RefusalAsync(("scope", scopes[i % 3]), ("rejected_token", token))));

        Assert.All(errors, error => Assert.Equal("reconnect_required", error.ErrorCode));
        Assert.Single(await _deployment.EventsAsync(), "tenant.reconnect_required");
    }

    [Fact]
    public async Task Each_attempt_has_an_assertion_of_its_own()
    {
        // Really refused, and not by a fault: the journal knows what was sent.
        _deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!.FindUser(317)!.Active = false;

        Assert.Equal("reconnect_required", (await _deployment.RefusalAsync(Cold)).ErrorCode);

        var sent = _deployment.Simulator.NetSuite.Journal.Entries
            .Where(entry => entry.Operation == Operation.TokenClientCredentials)
            .Select(entry => entry.AssertionPayload!.Value.GetProperty("jti").GetString())
            .ToList();
        Assert.Equal(2, sent.Count);
        Assert.Equal(2, sent.Distinct().Count());
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_fetched_with_a_fresh_assertion()
    {
        // The simulator refuses an assertion it has seen.
        _deployment.Fault(FaultKind.AnswerLost, fault => fault with { Times = 1 });

        await _deployment.TokenAsync(more: Cold);

        Assert.Equal(2, _deployment.Mints());
    }

    [Fact]
    public async Task Secrets_in_NetSuites_errors_stay_there()
    {
        const string jwt = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIGxlYWsifQ.c2lnbmF0dXJlLW9mLWEtbGVhaw";
        const string key = "-----BEGIN PRIVATE KEY-----";
        _deployment.Secrets.Note(jwt);
        foreach (var status in (int[])[500, 503, 429, 400])
        {
            _deployment.Simulator.NetSuite.Faults.Clear();
            _deployment.Fault(FaultKind.Answer, fault => fault with
            {
                Status = status,
                Body = JsonSerializer.Serialize(new { error = "invalid_grant", error_description = $"{jwt} {key}" }),
            });
            var body = await (await _deployment.RequestTokenAsync(more: Cold)).Content.ReadAsStringAsync(Jobs.Cancelled);

            _deployment.Secrets.Search("the answer", body);
            Assert.DoesNotContain("leak", body, StringComparison.Ordinal);
        }

        _deployment.Secrets.Search("the tenant", (await _deployment.TenantAsync()).ToString());
        _deployment.Secrets.Search("the logs", _deployment.Logs.Text);
    }

    private static Fault FaultOf(string trouble)
    {
        var fault = new Fault(Operation.TokenClientCredentials, FaultKind.Answer);
        return trouble switch
        {
            "500 server_error" => fault with { Status = 500, Body = Refusal("server_error") },
            "401 INVALID_LOGIN" => fault with { Status = 401, Body = """{"error":{"code":"INVALID_LOGIN","message":"Invalid login attempt."}}""" },
            "400 text" => fault with { Status = 400, Body = "Bad Request", ContentType = "text/plain" },
            "403 invalid login text" => fault with { Status = 403, Body = "Invalid login attempt.", ContentType = "text/plain" },
            "429 after 17 s" => fault with { Kind = FaultKind.Throttle, RetryAfter = 17 },
            "429" => fault with { Kind = FaultKind.Throttle },
            "500" => fault with { Status = 500, Body = "" },
            "503" => fault with { Status = 503, Body = "" },
            "503 after 40 s" => fault with { Status = 503, Body = "", RetryAfter = 40 },
            "503 page" => fault with { Kind = FaultKind.HtmlPage },
            "200 page" => fault with { Kind = FaultKind.HtmlPage, Status = 200 },
            "302" => fault with { Status = 302, Body = "", Headers = new Dictionary<string, string> { ["Location"] = "https://evil.example/" } },
            "reset" => fault with { Kind = FaultKind.Reset },
            "answer lost" => fault with { Kind = FaultKind.AnswerLost },
            "oversized" => fault with { Kind = FaultKind.OversizedBody },
            "200 half" => fault with { Status = 200, Body = """{"access_token":"a",""" },
            "200 without token" => fault with { Status = 200, Body = """{"expires_in":3600,"token_type":"Bearer"}""" },
            "200 of another type" => fault with { Status = 200, Body = """{"access_token":"a","expires_in":3600,"token_type":"mac"}""" },
            "200 expired" => fault with { Status = 200, Body = """{"access_token":"a","expires_in":0,"token_type":"Bearer"}""" },
            _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, "No such trouble."),
        };
    }

    private static string Refusal(string error) => JsonSerializer.Serialize(new { error });

    private async Task<(string? Status, string? Health, string? Reason)> StandingAsync()
    {
        var tenant = await _deployment.TenantAsync();
        return (tenant.GetProperty("status").GetString(), tenant.GetProperty("health").GetString(), tenant.GetProperty("health_reason").GetString());
    }
}
