using System.Net;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

/// <summary>How often, how long and how many at once.</summary>
public sealed class NetSuiteRetryTests : IDisposable
{
    private const string Token = """{"access_token":"a","expires_in":3600,"token_type":"bearer"}""";
    private static readonly string ClientId = new('c', 64);

    private readonly FakeNetSuite _netSuite = new();
    private readonly NetSuiteBench _bench;
    private int _signed;

    public NetSuiteRetryTests() => _bench = new NetSuiteBench(_netSuite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_list_is_tried_three_times_and_no_more()
    {
        _netSuite.Answers(HttpStatusCode.BadGateway).Fails(HttpRequestError.ConnectionError).Answers(HttpStatusCode.ServiceUnavailable).Answers(HttpStatusCode.OK, "[]");

        var result = await _bench.PassingTime(ListAsync());

        Assert.Equal((FailureCodes.Unavailable, 503), (result.Failure!.Code, result.Failure.StatusCode));
        Assert.Equal(3, _netSuite.Requests.Count);
    }

    [Fact]
    public async Task A_list_succeeds_at_its_last_attempt()
    {
        _netSuite.Answers(HttpStatusCode.BadGateway).Fails(HttpRequestError.NameResolutionError).Answers(HttpStatusCode.OK, "[]");

        Assert.Null((await _bench.PassingTime(ListAsync())).Failure);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_list_that_is_refused_or_throttled_is_not_tried_again(HttpStatusCode status)
    {
        _netSuite.Answers(status);

        await _bench.PassingTime(ListAsync());

        Assert.Single(_netSuite.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_mint_that_a_gateway_refused_at_once_is_tried_once_more_with_a_fresh_assertion(HttpStatusCode status)
    {
        _netSuite.Answers(status).Answers(HttpStatusCode.OK, Token);

        Assert.Null((await _bench.PassingTime(MintAsync())).Failure);

        Assert.Equal(["assertion-1", "assertion-2"], _netSuite.Requests.Select(request => request.Form["client_assertion"]));
    }

    [Fact]
    public async Task A_mint_whose_connection_failed_is_tried_once_more_and_not_twice()
    {
        _netSuite.Fails(HttpRequestError.ConnectionError).Fails(HttpRequestError.ResponseEnded).Answers(HttpStatusCode.OK, Token);

        var failure = (await _bench.PassingTime(MintAsync())).Failure!;

        Assert.Equal((FailureCodes.ConnectionLost, true), (failure.Code, failure.OutcomeUnknown));
        Assert.Equal((2, 2), (_netSuite.Requests.Count, _signed));
    }

    [Fact]
    public async Task A_mint_is_not_tried_again_when_netsuite_asked_to_wait()
    {
        _netSuite.Answers(HttpStatusCode.ServiceUnavailable, "", "application/json", ("Retry-After", "7"));

        var failure = (await _bench.PassingTime(MintAsync())).Failure!;

        Assert.Equal((FailureKind.Transient, TimeSpan.FromSeconds(7)), (failure.Kind, failure.RetryAfter));
        Assert.Single(_netSuite.Requests);
    }

    [Fact]
    public async Task A_mint_is_not_tried_again_when_the_refusal_took_its_time()
    {
        _netSuite.Answers(_ =>
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(3));
            return FakeNetSuite.Response(HttpStatusCode.BadGateway);
        });

        Assert.Equal(FailureCodes.Unavailable, (await _bench.PassingTime(MintAsync())).Failure?.Code);
        Assert.Single(_netSuite.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""")]
    [InlineData(HttpStatusCode.InternalServerError, """{"error":"server_error"}""")]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    [InlineData(HttpStatusCode.TooManyRequests, "")]
    public async Task A_mint_that_netsuite_judged_is_not_tried_again_here(HttpStatusCode status, string body)
    {
        _netSuite.Answers(status, body);

        await _bench.PassingTime(MintAsync());

        Assert.Equal((1, 1), (_netSuite.Requests.Count, _signed));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""", FailureKind.Permanent, true)]
    [InlineData(HttpStatusCode.BadGateway, "", FailureKind.Transient, false)]
    [InlineData(HttpStatusCode.InternalServerError, """{"error":"server_error"}""", FailureKind.Ambiguous, false)]
    public async Task A_refusal_is_confirmed_by_a_second_assertion_and_no_third(HttpStatusCode second, string body, FailureKind kind, bool isConfirmed)
    {
        _netSuite.Answers(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""").Answers(second, body).Answers(HttpStatusCode.OK, Token);

        var failure = (await _bench.PassingTime(_bench.Client.MintForSureAsync(NetSuiteBench.Account, Sign, Cancellation))).Failure!;

        Assert.Equal((kind, isConfirmed), (failure.Kind, failure.IsConfirmed));
        Assert.Equal(["assertion-1", "assertion-2"], _netSuite.Requests.Select(request => request.Form["client_assertion"]));
    }

    [Fact]
    public async Task A_refusal_after_a_hiccup_is_not_confirmed()
    {
        _netSuite.Answers(HttpStatusCode.BadGateway).Answers(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""").Answers(HttpStatusCode.OK, Token);

        var failure = (await _bench.PassingTime(_bench.Client.MintForSureAsync(NetSuiteBench.Account, Sign, Cancellation))).Failure!;

        Assert.Equal((FailureKind.Permanent, false), (failure.Kind, failure.IsConfirmed));
        Assert.Equal(2, _signed);
    }

    [Fact]
    public async Task A_refusal_and_a_hang_end_within_one_time_out()
    {
        _netSuite.Answers(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""").Hangs();
        var started = _bench.Time.GetUtcNow();

        var failure = (await _bench.PassingTime(_bench.Client.MintForSureAsync(NetSuiteBench.Account, Sign, Cancellation))).Failure!;

        Assert.Equal((FailureKind.Transient, FailureCodes.Timeout), (failure.Kind, failure.Code));
        Assert.InRange(_bench.Time.GetUtcNow() - started, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(32));
    }

    [Theory]
    [InlineData(-240)]
    [InlineData(240)]
    public async Task A_refusal_that_shows_our_clock_to_be_wrong_is_answered_by_an_assertion_of_the_right_time(int skewSeconds)
    {
        var theirs = TimeSpan.FromSeconds(skewSeconds);
        string Date() => (_bench.Time.GetUtcNow() + theirs).ToString("R");
        _netSuite
            .Answers(_ => FakeNetSuite.Response(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""", "application/json", ("Date", Date())))
            .Answers(_ => FakeNetSuite.Response(HttpStatusCode.OK, Token, "application/json", ("Date", Date())));
        var differences = new List<TimeSpan>();

        var result = await _bench.PassingTime(_bench.Client.MintAsync(
            NetSuiteBench.Account,
            () =>
            {
                differences.Add(_bench.Clock.Now(NetSuiteBench.Account) - _bench.Time.GetUtcNow());
                return new Secret("h.p.s");
            },
            Cancellation));

        Assert.Null(result.Failure);
        Assert.Equal(TimeSpan.Zero, differences[0]);
        Assert.InRange(differences[1] - theirs, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_clock_too_wrong_to_be_followed_is_blamed_with_the_measured_value_and_breaks_no_connection()
    {
        _netSuite.Answers(_ => FakeNetSuite.Response(
            HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""", "application/json", ("Date", _bench.Time.GetUtcNow().AddHours(-2).ToString("R"))));

        var failure = (await _bench.PassingTime(MintAsync())).Failure!;

        Assert.Equal((FailureKind.Transient, FailureCodes.ClockSkew), (failure.Kind, failure.Code));
        Assert.Equal(TimeSpan.FromHours(-2), failure.ClockSkew);
        Assert.Single(_netSuite.Requests);
    }

    [Fact]
    public async Task A_code_is_sent_exactly_once_whatever_happens()
    {
        Action<FakeNetSuite>[] mishaps =
        [
            far => far.Answers(HttpStatusCode.BadGateway), far => far.Answers(HttpStatusCode.InternalServerError, """{"error":"server_error"}"""),
            far => far.Fails(HttpRequestError.ConnectionError), far => far.Fails(HttpRequestError.ResponseEnded), far => far.Hangs(),
        ];
        foreach (var mishap in mishaps)
        {
            var before = _netSuite.Requests.Count;
            mishap(_netSuite);

            var result = await _bench.PassingTime(_bench.Client.ExchangeCodeAsync(
                NetSuiteBench.Account, NetSuiteBench.Integration(), new Secret("code"), new Secret("verifier"), new Uri("https://us.example/callback"), Cancellation));

            Assert.NotNull(result.Failure);
            Assert.Equal(before + 1, _netSuite.Requests.Count);
        }
    }

    [Fact]
    public async Task An_upload_is_sent_exactly_once_and_says_when_its_outcome_is_open()
    {
        _netSuite.Fails(HttpRequestError.ResponseEnded);
        var certificate = Certificates.TestCertificates.Es256;

        var result = await _bench.PassingTime(_bench.Client.UploadCertificateAsync(
            NetSuiteBench.Account, ClientId, new Secret("t"), certificate.CertificatePem, 1, 1, Cancellation));

        Assert.Equal((FailureCodes.ConnectionLost, true), (result.Failure!.Code, result.Failure.OutcomeUnknown));
        Assert.Single(_netSuite.Requests);
    }

    [Fact]
    public async Task A_netsuite_that_never_answers_costs_the_time_out_and_no_more()
    {
        _netSuite.Hangs();
        var started = _bench.Time.GetUtcNow();

        var failure = (await _bench.PassingTime(MintAsync())).Failure!;

        Assert.Equal((FailureKind.Transient, FailureCodes.Timeout, true), (failure.Kind, failure.Code, failure.OutcomeUnknown));
        Assert.InRange(_bench.Time.GetUtcNow() - started, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task All_attempts_together_end_within_one_time_out()
    {
        _netSuite.Answers(HttpStatusCode.BadGateway).Hangs();
        var started = _bench.Time.GetUtcNow();

        Assert.Equal(FailureCodes.Timeout, (await _bench.PassingTime(ListAsync())).Failure?.Code);

        Assert.InRange(_bench.Time.GetUtcNow() - started, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task Only_the_callers_own_cancellation_throws()
    {
        _netSuite.Hangs();
        using var caller = new CancellationTokenSource();
        var call = _bench.Client.MintAsync(NetSuiteBench.Account, Sign, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task An_assertion_is_signed_only_when_its_slot_is_free()
    {
        using var bench = new NetSuiteBench(_netSuite, NetSuiteBench.Options(maxConcurrentRequests: 1));
        var release = new TaskCompletionSource();
        var queuedSignedAt = DateTimeOffset.MinValue;
        _netSuite
            .Answers(async (_, _) =>
            {
                await release.Task;
                return FakeNetSuite.Response(HttpStatusCode.OK, Token);
            })
            .Answers(HttpStatusCode.OK, Token);
        var first = bench.Client.MintAsync(NetSuiteBench.Account, Sign, Cancellation);
        var second = bench.Client.MintAsync(
            NetSuiteBench.Account,
            () =>
            {
                queuedSignedAt = bench.Time.GetUtcNow();
                return Sign();
            },
            Cancellation);

        Assert.Equal(1, _signed);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _signed);
        release.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(bench.Time.GetUtcNow(), queuedSignedAt);
        Assert.Equal(2, _signed);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(12, 3)]
    public async Task Who_waits_for_a_slot_longer_than_the_time_out_is_told_and_nothing_was_sent(int slots, int ofOneAccount)
    {
        using var bench = new NetSuiteBench(_netSuite, NetSuiteBench.Options(maxConcurrentRequests: slots));
        var release = new TaskCompletionSource();

        // They hold their slots although they were given up.
        var held = Enumerable.Range(0, ofOneAccount).Select(_ => HoldAsync(bench, release.Task)).ToList();
        _netSuite.Answers(HttpStatusCode.OK, Token);

        var queued = (await bench.PassingTime(bench.Client.MintAsync(NetSuiteBench.Account, Sign, Cancellation))).Failure!;

        Assert.Equal((FailureKind.Transient, FailureCodes.Timeout, false), (queued.Kind, queued.Code, queued.OutcomeUnknown));
        Assert.Equal((ofOneAccount, ofOneAccount), (_netSuite.Requests.Count, _signed));
        release.SetResult();
        await Task.WhenAll(held);
        Assert.Null((await bench.Client.MintAsync(NetSuiteBench.Account, Sign, Cancellation)).Failure);
    }

    [Fact]
    public async Task One_account_that_hangs_has_a_quarter_of_the_slots_however_many_ask_for_it()
    {
        using var bench = new NetSuiteBench(_netSuite, NetSuiteBench.Options(maxConcurrentRequests: 12));
        var release = new TaskCompletionSource();
        var held = Enumerable.Range(0, 20).Select(_ => HoldAsync(bench, release.Task)).ToList();
        await Eventually.IsTrueAsync(() => _netSuite.Requests.Count == 3, () => "three are under way");

        var other = HoldAsync(bench, release.Task, AccountId.Parse("7654321"));
        await Eventually.IsTrueAsync(() => _netSuite.Requests.Count == 4, () => "the other account's goes out");

        release.SetResult();
        Assert.All(await Task.WhenAll([other, .. held]), result => Assert.Null(result.Failure));
        Assert.Equal(21, _netSuite.Requests.Count);
    }

    private Task<NetSuiteResult<MintedToken>> HoldAsync(NetSuiteBench bench, Task until, AccountId? account = null)
    {
        _netSuite.Answers(async (_, _) =>
        {
            await until;
            return FakeNetSuite.Response(HttpStatusCode.OK, Token);
        });
        return bench.Client.MintAsync(account ?? NetSuiteBench.Account, Sign, Cancellation);
    }

    private Secret Sign() => new($"assertion-{Interlocked.Increment(ref _signed)}");

    private Task<NetSuiteResult<MintedToken>> MintAsync() => _bench.Client.MintAsync(NetSuiteBench.Account, Sign, Cancellation);

    private Task<NetSuiteResult<IReadOnlyList<ListedCertificate>>> ListAsync() =>
        _bench.Client.ListCertificatesAsync(NetSuiteBench.Account, ClientId, new Secret("t"), Cancellation);
}
