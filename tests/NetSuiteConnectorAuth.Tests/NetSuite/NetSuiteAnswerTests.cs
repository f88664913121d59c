using System.Buffers.Text;
using System.Net;
using System.Text;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>What comes back: NetSuite's documented bodies, and everything that is not one.</summary>
public sealed class NetSuiteAnswerTests : IDisposable
{
    private static readonly string ClientId = new('c', 64);

    private readonly FakeNetSuite _netSuite = new();
    private readonly NetSuiteBench _bench;

    public NetSuiteAnswerTests() => _bench = new NetSuiteBench(_netSuite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_documented_list_is_read_and_expired_rows_do_not_count_as_active()
    {
        _netSuite.Answers(HttpStatusCode.OK, """
            [{"application":{"id":41,"name":"Example Connector","application_id":"1C61CD58-0000-4000-8000-000000000001"},
              "entity":{"id":-5,"name":"Integration User"},"role":{"id":1042,"name":"Example Connector Role"},
              "created":"2026-01-30","valid_from":"2026-01-30","valid_until":"2026-03-26","revoked":false,
              "certificate_id":"1Qv5R1w4CHBsu1WAx_ocQ-ergYS95Qb3dFM6Xkfjuyc","algorithm":"E\u0007C"},
             {"certificate_id":"-QjavVt","revoked":true},
             {"certificate_id":"bare","entity":{"id":"317"},"valid_until":"not a date"}]
            """, "application/vnd.oracle.resource+json");

        Assert.True((await ListAsync()).Succeeded(out var list, out _));

        Assert.Equal(
            new ListedCertificate(
                "1Qv5R1w4CHBsu1WAx_ocQ-ergYS95Qb3dFM6Xkfjuyc", 1042, -5,
                new DateOnly(2026, 1, 30), new DateOnly(2026, 1, 30), new DateOnly(2026, 3, 26), Revoked: false, "EC"),
            list[0]);
        Assert.True(list[0].IsActive(new DateOnly(2026, 3, 26)));
        Assert.False(list[0].IsActive(new DateOnly(2026, 3, 27)));
        Assert.False(list[1].IsActive(new DateOnly(2026, 1, 1)));
        Assert.Equal(317, list[2].Entity);
        Assert.True(list[2].IsActive(new DateOnly(2030, 1, 1)));
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("Successfully listed")]
    [InlineData("")]
    [InlineData("""[{"certificate_id":"../../x"}]""")]
    [InlineData("""[{"role":{"id":1}}]""")]
    [InlineData("[1]")]
    public async Task A_list_that_cannot_be_counted_is_no_list(string body)
    {
        _netSuite.Answers(HttpStatusCode.OK, body);

        var failure = (await ListAsync()).Failure!;

        Assert.Equal((FailureKind.Transient, FailureCodes.MalformedAnswer), (failure.Kind, failure.Code));
    }

    [Theory]
    [InlineData("""{"access_token":"a","expires_in":3600,"token_type":"mac"}""")]
    [InlineData("""{"access_token":"a","expires_in":3600}""")]
    [InlineData("""{"access_token":"a","expires_in":0,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a","expires_in":-1,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a","expires_in":"soon","token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a","token_type":"bearer"}""")]
    [InlineData("""{"access_token":"","expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""{"expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""["access_token"]""")]
    [InlineData("""{"access_token":"a b","expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1","expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a.!!.c","expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"=a","expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"\ud800","expires_in":3600,"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a","expires_in":"\udc00","token_type":"bearer"}""")]
    [InlineData("access_token=a&token_type=bearer")]
    [InlineData("{")]
    public async Task A_token_answer_that_breaks_the_rules_gives_no_token(string body)
    {
        _netSuite.Answers(HttpStatusCode.OK, body).Answers(HttpStatusCode.OK, body);

        var mint = (await MintAsync()).Failure!;
        var exchange = (await ExchangeAsync()).Failure!;

        Assert.Equal((FailureCodes.MalformedAnswer, 200, true), (mint.Code, mint.StatusCode, mint.OutcomeUnknown));
        Assert.Equal((FailureCodes.MalformedAnswer, 200, true), (exchange.Code, exchange.StatusCode, exchange.OutcomeUnknown));
    }

    [Theory]
    [InlineData("\"a b\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("5")]
    public async Task A_refresh_token_that_could_not_be_sent_back_makes_the_answer_no_grant(string refreshToken)
    {
        _netSuite.Answers(HttpStatusCode.OK, $$"""{"access_token":"a","expires_in":3600,"token_type":"bearer","refresh_token":{{refreshToken}}}""");

        Assert.Equal(FailureCodes.MalformedAnswer, (await ExchangeAsync()).Failure?.Code);
    }

    [Theory]
    [InlineData("AZaz09-._~+/", "")]
    [InlineData("e30.e30.c2ln==", ""","refresh_token":"r.r.r=" """)]
    [InlineData("a", ""","refresh_token":null""")]
    [InlineData("a", ""","refresh_token":"" """)]
    public async Task Every_token_that_fits_into_a_header_is_taken(string token, string more)
    {
        _netSuite.Answers(HttpStatusCode.OK, $$"""{"access_token":"{{token}}","expires_in":3600,"token_type":"bearer"{{more}}}""");

        Assert.True((await ExchangeAsync()).Succeeded(out var grant, out _));

        Assert.Equal(token, grant.AccessToken.Reveal());
    }

    [Fact]
    public async Task A_token_is_believed_to_live_two_hours_at_most()
    {
        const string body = """{"access_token":"a","expires_in":2147483647,"token_type":"bearer"}""";
        _netSuite.Answers(HttpStatusCode.OK, body).Answers(HttpStatusCode.OK, body);

        Assert.True((await MintAsync()).Succeeded(out var token, out _));
        Assert.True((await ExchangeAsync()).Succeeded(out var grant, out _));

        Assert.Equal(TimeSpan.FromHours(2), token.Lifetime);
        Assert.Equal(_bench.Time.GetUtcNow().AddHours(2), token.ExpiresAt);
        Assert.Equal(7200, grant.ExpiresIn);
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(3600, 3600)]
    [InlineData(7200, 3600)]
    public async Task A_token_lives_no_longer_than_its_own_exp_says(int expInSeconds, int lifetime)
    {
        _netSuite.Answers(HttpStatusCode.OK, TokenAnswer(_bench.Time.GetUtcNow().AddSeconds(expInSeconds)));

        Assert.True((await MintAsync()).Succeeded(out var token, out _));

        Assert.Equal(TimeSpan.FromSeconds(lifetime), token.Lifetime);
    }

    [Fact]
    public async Task The_exp_of_a_token_is_read_by_netsuites_clock_when_ours_is_minutes_off()
    {
        var theirNow = _bench.Time.GetUtcNow().AddMinutes(-9);
        _netSuite.Answers(HttpStatusCode.OK, TokenAnswer(theirNow.AddSeconds(1800)), "application/json", ("Date", theirNow.ToString("R")));

        Assert.True((await MintAsync()).Succeeded(out var token, out _));

        Assert.Equal(TimeSpan.FromSeconds(1800), token.Lifetime);
        Assert.Equal(_bench.Time.GetUtcNow().AddSeconds(1800), token.ExpiresAt);
    }

    [Theory]
    [InlineData("Mon, 02 Nov 2026 13:00:00 GMT")]
    [InlineData("Sun, 01 Nov 2026 10:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    public async Task A_date_beyond_reason_makes_no_token_look_expired(string date)
    {
        _netSuite.Answers(HttpStatusCode.OK, TokenAnswer(_bench.Time.GetUtcNow().AddSeconds(1800)), "application/json", ("Date", date));

        Assert.True((await MintAsync()).Succeeded(out var token, out _));

        Assert.Equal(TimeSpan.FromSeconds(1800), token.Lifetime);
        Assert.Equal(_bench.Time.GetUtcNow().AddSeconds(1800), token.ExpiresAt);
    }

    [Fact]
    public async Task A_token_that_is_dead_on_arrival_is_no_token()
    {
        _netSuite.Answers(HttpStatusCode.OK, TokenAnswer(_bench.Time.GetUtcNow().AddSeconds(-1)));

        Assert.Equal(FailureCodes.MalformedAnswer, (await MintAsync()).Failure?.Code);
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.b")]
    [InlineData("a.++.c")]
    [InlineData("a.e30.c")] // {}
    [InlineData("a.eyJleHAiOiJ4In0.c")] // {"exp":"x"}
    [InlineData("a.eyJleHAiOjFlMzAwfQ.c")] // {"exp":1e300}
    [InlineData("a.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5fQ.c")] // {"exp":99999999999999999}
    [InlineData("a.W10.c")] // []
    public async Task A_token_that_does_not_decode_is_opaque_and_lives_as_long_as_expires_in(string token)
    {
        _netSuite.Answers(HttpStatusCode.OK, $$"""{"access_token":"{{token}}","expires_in":3600,"token_type":"Bearer"}""");

        Assert.True((await MintAsync()).Succeeded(out var minted, out _));

        Assert.Equal(TimeSpan.FromHours(1), minted.Lifetime);
    }

    [Fact]
    public async Task Discovery_finds_the_accounts_own_origins()
    {
        _netSuite.Answers(HttpStatusCode.OK, """
            {"restDomain":"https://1234567-sb1.restlets.api.netsuite.com","systemDomain":"https://1234567-sb1.app.netsuite.com",
             "webservicesDomain":"https://1234567-sb1.suitetalk.api.netsuite.com"}
            """);

        Assert.True((await DiscoverAsync()).Succeeded(out var discovery, out _));

        var found = Assert.IsType<AccountDiscovery.Found>(discovery);
        Assert.Equal(
            new AccountOrigins("https://1234567-sb1.suitetalk.api.netsuite.com", "https://1234567-sb1.restlets.api.netsuite.com"), found.Origins);
        Assert.Equal("https://rest.netsuite.com/rest/datacenterurls?account=1234567_SB1&c=1234567_SB1", Assert.Single(_netSuite.Requests).Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://rest.netsuite.com", "https://webservices.netsuite.com")]
    [InlineData("https://7654321.restlets.api.netsuite.com", "https://7654321.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567.restlets.api.netsuite.com", "https://1234567.suitetalk.api.netsuite.com")]
    [InlineData("https://x1234567-sb1.restlets.api.netsuite.com", "https://x1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://evil.netsuite.com/1234567-sb1.y", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com", "https://evil.netsuite.com/1234567-sb1.y")]
    [InlineData("https://1234567-sb1.evil.netsuite.com", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com/x", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com:8443", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com?x", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://u@1234567-sb1.restlets.api.netsuite.com", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567-sb1.suitetalk.api.netsuite.com", "https://1234567-sb1.restlets.api.netsuite.com")]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com.evil.com", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("http://1234567-sb1.restlets.api.netsuite.com", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com@evil.com", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    [InlineData("javascript:1234567-sb1.", "https://1234567-sb1.suitetalk.api.netsuite.com")]
    public async Task Domains_that_are_not_the_accounts_own_mean_that_this_is_not_the_account(string rest, string webservices)
    {
        _netSuite.Answers(HttpStatusCode.OK, $$"""{"restDomain":"{{rest}}","webservicesDomain":"{{webservices}}"}""");

        Assert.True((await DiscoverAsync()).Succeeded(out var discovery, out _));

        Assert.IsType<AccountDiscovery.NotThisAccount>(discovery);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("5")]
    [InlineData("\"\\ud800\"")]
    public async Task A_domain_that_is_no_text_is_a_malformed_answer(string rest)
    {
        _netSuite.Answers(HttpStatusCode.OK, $$"""{"restDomain":{{rest}},"webservicesDomain":"https://1234567-sb1.suitetalk.api.netsuite.com"}""");

        Assert.Equal(FailureCodes.MalformedAnswer, (await DiscoverAsync()).Failure?.Code);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9090/1234567-sb1.restlets.api.netsuite.com", "http://127.0.0.1:9090/1234567-sb1.suitetalk.api.netsuite.com", true)]
    [InlineData("https://1234567-sb1.restlets.api.netsuite.com", "https://1234567-sb1.suitetalk.api.netsuite.com", true)]
    [InlineData("http://127.0.0.1:9091/1234567-sb1.restlets.api.netsuite.com", "http://127.0.0.1:9090/1234567-sb1.suitetalk.api.netsuite.com", false)]
    [InlineData("https://1234567-sb1.evil.com", "https://1234567-sb1.evil.com", false)]
    [InlineData("http://127.0.0.1:9090/rest.netsuite.com", "http://127.0.0.1:9090/webservices.netsuite.com", false)]
    public async Task Other_hosts_are_those_of_the_templates_and_no_others(string rest, string webservices, bool isFound)
    {
        using var bench = new NetSuiteBench(_netSuite, NetSuiteBench.OptionsAt("http://127.0.0.1:9090"));
        _netSuite.Answers(HttpStatusCode.OK, $$"""{"restDomain":"{{rest}}","webservicesDomain":"{{webservices}}"}""");

        Assert.True((await bench.Client.DiscoverAsync(NetSuiteBench.Account, Cancellation)).Succeeded(out var discovery, out _));

        Assert.Equal(isFound ? new AccountOrigins(webservices, rest) : null, (discovery as AccountDiscovery.Found)?.Origins);
    }

    [Fact]
    public async Task Without_a_discovery_template_the_templates_origins_are_found_and_nobody_is_asked()
    {
        using var bench = new NetSuiteBench(_netSuite, NetSuiteBench.Options(NetSuiteBench.RealEndpoints with { Discovery = null }));

        Assert.True((await bench.Client.DiscoverAsync(NetSuiteBench.Account, Cancellation)).Succeeded(out var discovery, out _));

        Assert.Equal("https://1234567-sb1.suitetalk.api.netsuite.com", Assert.IsType<AccountDiscovery.Found>(discovery).Origins.Rest);
        Assert.Empty(_netSuite.Requests);
    }

    [Fact]
    public async Task Errors_are_read_in_both_json_forms_in_plain_text_under_a_json_type_and_from_the_challenge()
    {
        _netSuite
            .Answers(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""")
            .Answers(HttpStatusCode.Unauthorized, """
                {"title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt. For more details, see the Login Audit Trail","o:errorCode":"INVALID_LOGIN"}]}
                """, "application/vnd.oracle.resource+json")
            .Answers(HttpStatusCode.Forbidden, "INSUFFICIENT_PERMISSION: you lack a permission")
            .Answers(HttpStatusCode.Unauthorized, "", null, ("WWW-Authenticate", "Bearer realm=\"1234567\", error=\"invalid_token\", error_description=\"Invalid login attempt.\""))
            .Answers(HttpStatusCode.BadRequest, """{"error":{"code":"SSS_REQUEST_LIMIT_EXCEEDED","message":"…"}}""");

        string?[] codes =
        [
            (await ListAsync()).Failure?.Code, (await ListAsync()).Failure?.Code, (await ListAsync()).Failure?.Code,
            (await ListAsync()).Failure?.Code, (await ListAsync()).Failure?.Code,
        ];

        Assert.Equal(["invalid_grant", "login_refused", "permission_missing", "login_refused", "throttled"], codes);
    }

    [Theory]
    [InlineData("""{"error":"\ud800"}""")]
    [InlineData("""{"\udc00":1,"error":"invalid_grant\ud800"}""")]
    [InlineData("""{"\ud800rror":"invalid_grant"}""")]
    public async Task Half_a_character_in_an_error_is_an_error_without_a_name(string body)
    {
        _netSuite.Answers(HttpStatusCode.BadRequest, body);

        Assert.Equal(FailureCodes.RequestRefused, (await ExchangeAsync()).Failure?.Code);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Mon, 02 Nov 2026 11:00:45 GMT", 45)] // by the answer's own clock, not ours
    [InlineData("Mon, 02 Nov 2026 10:00:00 GMT", 0)]
    [InlineData("99999999", 3_600)] // no proxy silences a tenant for longer than an hour
    [InlineData("soon", null)]
    public async Task Retry_after_is_honoured_in_both_forms(string header, int? seconds)
    {
        _netSuite.Answers((HttpStatusCode)429, "", "application/json", ("Retry-After", header), ("Date", "Mon, 02 Nov 2026 11:00:00 GMT"));

        var failure = (await MintAsync()).Failure!;

        Assert.Equal(FailureKind.Throttled, failure.Kind);
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, failure.RetryAfter);
    }

    private static string TokenAnswer(DateTimeOffset exp)
    {
        var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"exp":{{exp.ToUnixTimeSeconds()}}}"""));
        return $$"""{"access_token":"e30.{{payload}}.c2ln","expires_in":3600,"token_type":"bearer"}""";
    }

    private Task<NetSuiteResult<IReadOnlyList<ListedCertificate>>> ListAsync() =>
        _bench.Client.ListCertificatesAsync(NetSuiteBench.Account, ClientId, new Secret("t"), Cancellation);

    private Task<NetSuiteResult<MintedToken>> MintAsync() => _bench.Client.MintAsync(NetSuiteBench.Account, () => new Secret("h.p.s"), Cancellation);

    private Task<NetSuiteResult<AccountDiscovery>> DiscoverAsync() => _bench.Client.DiscoverAsync(NetSuiteBench.Account, Cancellation);

    private Task<NetSuiteResult<ConsentGrant>> ExchangeAsync() => _bench.Client.ExchangeCodeAsync(
        NetSuiteBench.Account, NetSuiteBench.Integration(), new Secret("code"), new Secret("verifier"), new Uri("https://us.example/callback"), Cancellation);
}
