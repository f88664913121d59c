using System.Net;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>A service that is away, hangs, asks for patience or refuses: what a job gets meanwhile, and how often the service is asked.</summary>
public sealed class TroubledServiceTests : IDisposable
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(45);

    private readonly ClientBench _bench = new(options => options.RefreshSpread = TimeSpan.Zero);

    [Fact]
    public async Task Ten_minutes_without_the_service_are_not_noticed()
    {
        await HoldAsync("first");
        _bench.Time.Advance(Due);
        for (var minute = 0; minute < 10; minute++)
        {
            _bench.Service.Fails(HttpRequestError.ConnectionError);
            Assert.Equal("first", await _bench.TokenAsync());
            _bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _bench.Issues("second");
        Assert.Equal("second", await _bench.TokenAsync());
    }

    [Fact]
    public async Task Nothing_is_handed_out_past_its_end()
    {
        await HoldAsync("first");
        _bench.Time.Advance(TimeSpan.FromHours(1));
        _bench.Service.Fails(HttpRequestError.ConnectionError);

        var failure = await _bench.FailureAsync();

        Assert.Equal((NetSuiteConnectorException.Unreachable, true, false), (failure.Error, failure.IsTransient, failure.NeedsPerson));
    }

    public static TheoryData<Exception> Failures =>
    [
        // What AddStandardResilienceHandler throws.
        new TimeoutRejectedException("scripted"),
        new BrokenCircuitException("scripted"),
        new InvalidOperationException("scripted"),
        new IOException("scripted"),
        new OperationCanceledException("scripted"),
    ];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_is_thrown_on_the_way_to_the_service_the_token_that_is_held_is_served(Exception failure)
    {
        await HoldAsync("first");
        _bench.Time.Advance(TimeSpan.FromMinutes(50));
        _bench.Service.Answers((_, _) => throw failure);

        Assert.Equal("first", await _bench.TokenAsync());
        Assert.Equal(2, _bench.Service.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Without_a_token_it_is_a_service_that_cannot_be_reached(Exception failure)
    {
        _bench.Service.Answers((_, _) => throw failure);

        var told = await _bench.FailureAsync();

        Assert.Equal((NetSuiteConnectorException.Unreachable, Remedy.Retry, failure), (told.Error, told.Remedy, told.InnerException));
    }

    [Fact]
    public async Task A_service_that_hangs_holds_up_those_who_have_a_token_for_two_seconds_once()
    {
        await HoldAsync("first");
        _bench.Time.Advance(Due);
        _bench.Service.Hangs();

        var asking = _bench.TokenAsync();
        await AskedAsync(times: 2);
        _bench.Time.Advance(TimeSpan.FromSeconds(1.9));
        var later = _bench.TokenAsync();
        Assert.False(asking.IsCompleted || later.IsCompleted);

        _bench.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("first", await ClientBench.SoonAsync(asking, "whoever asked first gets the held token"));
        Assert.Equal("first", await ClientBench.SoonAsync(later, "and so does whoever came later"));
        Assert.Equal("first", await ClientBench.SoonAsync(_bench.TokenAsync(), "after that nobody waits for that request"));
        Assert.Equal(2, _bench.Service.Requests.Count);
    }

    [Fact]
    public async Task A_renewal_that_nobody_waited_for_brings_its_token_all_the_same()
    {
        await HoldAsync("first");
        _bench.Time.Advance(Due);
        var gate = _bench.IssuesWhenTold("second");
        var asking = _bench.TokenAsync();
        await AskedAsync(times: 2);
        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("first", await ClientBench.SoonAsync(asking, "the held token is given out"));

        gate.SetResult();

        await Eventually.IsTrueAsync(async () => await _bench.TokenAsync() == "second", () => "the late answer counts");
        Assert.Equal(2, _bench.Service.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up_after_the_request_timeout_and_asked_again_after_a_pause()
    {
        await HoldAsync("first");
        _bench.Time.Advance(Due);
        _bench.Service.Hangs();
        var asking = _bench.TokenAsync();
        await AskedAsync(times: 2);
        _bench.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("first", await ClientBench.SoonAsync(asking, "the held token is given out"));
        _bench.Issues("second");

        await Eventually.IsTrueAsync(
            async () =>
            {
                _bench.Time.Advance(TimeSpan.FromSeconds(1));
                return await _bench.TokenAsync() == "second";
            },
            () => "the service is asked again");
        Assert.Equal(3, _bench.Service.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_is_about_to_end_is_given_out_only_after_some_more_waiting()
    {
        await HoldAsync("first");
        _bench.Time.Advance(TimeSpan.FromMinutes(59) + TimeSpan.FromSeconds(20));
        var gate = _bench.IssuesWhenTold("second");

        var impatient = _bench.TokenAsync();
        await AskedAsync(times: 2);
        _bench.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(impatient.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("first", await ClientBench.SoonAsync(impatient, "half of what was left has gone by"));

        var patient = _bench.TokenAsync();
        gate.SetResult();
        Assert.Equal("second", await ClientBench.SoonAsync(patient, "the other token is there"));
    }

    [Fact]
    public async Task While_a_token_is_held_a_service_in_trouble_is_left_alone_as_long_as_it_asks()
    {
        await HoldAsync("first");
        _bench.Time.Advance(Due);
        _bench.Refuses(503, "temporarily_unavailable", "netsuite_throttled", retryAfter: 40);

        Assert.Equal("first", await _bench.TokenAsync());
        _bench.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal("first", await _bench.TokenAsync());
        Assert.Equal(2, _bench.Service.Requests.Count);

        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        _bench.Issues("second");
        Assert.Equal("second", await _bench.TokenAsync());
    }

    [Fact]
    public async Task A_refusal_ends_the_use_of_a_token_that_still_lives()
    {
        await HoldAsync("first");
        _bench.Time.Advance(Due);
        _bench.Refuses(400, "invalid_grant", "reconnect_required");

        Assert.Equal(Remedy.Connect, (await _bench.FailureAsync()).Remedy);
        Assert.Equal(Remedy.Connect, (await _bench.FailureAsync()).Remedy);
        Assert.Equal(2, _bench.Service.Requests.Count);
    }

    [Theory]
    [InlineData(400, "invalid_grant", null, 5)]
    [InlineData(500, "server_error", null, 1)]
    [InlineData(503, "temporarily_unavailable", 0, 1)]
    [InlineData(503, "temporarily_unavailable", 40, 40)]
    [InlineData(429, "slow_down", 3000, 60)]
    public async Task Without_a_token_a_failure_is_the_answer_to_all_until_its_time_is_over(int status, string error, int? retryAfter, int stands)
    {
        _bench.Refuses(status, error, retryAfter: retryAfter).Issues("first");

        Assert.Equal(error, (await _bench.FailureAsync()).Error);
        _bench.Time.Advance(TimeSpan.FromSeconds(stands) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((error, retryAfter), ErrorOf(await _bench.FailureAsync()));
        Assert.Single(_bench.Service.Requests);

        _bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("first", await _bench.TokenAsync());
    }

    [Fact]
    public async Task The_loop_of_a_dead_tenant_asks_twelve_times_a_minute_and_takes_nothing_from_the_others()
    {
        for (var n = 0; n < 600; n++)
        {
            if (n % 50 == 0)
            {
                _bench.Refuses(400, "invalid_grant", "reconnect_required");
            }

            Assert.Equal(Remedy.Connect, (await _bench.FailureAsync()).Remedy);
            _bench.Time.Advance(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal(12, _bench.Service.Requests.Count);
        _bench.Issues("of-beta", tenant: "beta");
        Assert.Equal("of-beta", await _bench.TokenAsync("beta"));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_prolong_a_failure()
    {
        var clock = new WallClock();
        using var bench = new ClientBench(time: clock);
        bench.Service.Fails(HttpRequestError.ConnectionError);
        await bench.FailureAsync();
        clock.Error = TimeSpan.FromHours(-1);
        clock.Advance(TimeSpan.FromSeconds(1));
        bench.Issues("first");

        Assert.Equal("first", await bench.TokenAsync());
    }

    public void Dispose() => _bench.Dispose();

    private static (string Error, int? RetryAfter) ErrorOf(NetSuiteConnectorException failure) => (failure.Error, (int?)failure.RetryAfter?.TotalSeconds);

    private async Task HoldAsync(string token)
    {
        _bench.Issues(token);
        Assert.Equal(token, await _bench.TokenAsync());
    }

    private Task AskedAsync(int times) =>
        Eventually.IsTrueAsync(() => _bench.Service.Requests.Count == times, () => $"the service is asked {times} times");
}
