using System.Net;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>NetSuite refused a token: the service is told once, and as soon as there is another nobody gets that one again.</summary>
public sealed class ReplacedTokenTests : IDisposable
{
    private readonly ClientBench _bench = new(options => options.RefreshSpread = TimeSpan.Zero);

    [Fact]
    public async Task Everybody_who_was_refused_shares_one_replacement()
    {
        var first = await HoldAsync("first");
        _bench.Issues("second");

        var replaced = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ReplaceAsync(first)));

        Assert.All(replaced, token => Assert.Equal("second", token));
        Assert.Equal("second", await _bench.TokenAsync());
        Assert.Equal([null, "first"], Rejections());
    }

    [Fact]
    public async Task Whoever_comes_late_gets_the_one_that_replaced_it()
    {
        var first = await HoldAsync("first");
        _bench.Issues("second");
        await ReplaceAsync(first);
        _bench.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("second", await ReplaceAsync(first));
        Assert.Equal(2, _bench.Service.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_the_service_keeps_is_reported_once_a_minute()
    {
        var first = await HoldAsync("first");
        _bench.Issues("first", times: 2);

        Assert.Equal("first", await ReplaceAsync(first));
        _bench.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("first", await ReplaceAsync(first));
        Assert.Equal([null, "first"], Rejections());

        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("first", await ReplaceAsync(first));
        Assert.Equal([null, "first", "first"], Rejections());
    }

    [Fact]
    public async Task A_renewal_that_was_under_way_does_not_bring_the_refused_one_back()
    {
        var first = await HoldAsync("first");
        _bench.Time.Advance(TimeSpan.FromMinutes(46));
        var gate = _bench.IssuesWhenTold("first", expiresIn: 840);
        _bench.Issues("second");

        var renewing = _bench.TokenAsync();
        var replacing = ReplaceAsync(first);
        gate.SetResult();

        Assert.Equal("second", await replacing);
        Assert.Equal("first", await renewing);
        Assert.Equal("second", await _bench.TokenAsync());
        Assert.Equal([null, null, "first"], Rejections());
    }

    [Fact]
    public async Task Whoever_asks_while_a_refused_token_is_being_replaced_gets_the_other()
    {
        var first = await HoldAsync("first");
        var gate = _bench.IssuesWhenTold("second");

        var replacing = ReplaceAsync(first);
        var asking = _bench.TokenAsync();
        Assert.False(asking.IsCompleted);
        gate.SetResult();

        Assert.Equal(("second", "second"), (await replacing, await asking));
    }

    [Fact]
    public async Task While_no_other_token_is_to_be_had_those_who_were_not_refused_keep_theirs()
    {
        var first = await HoldAsync("first");
        _bench.Service.Fails(HttpRequestError.ConnectionError);

        Assert.Equal(NetSuiteConnectorException.Unreachable, (await ReplacementFailureAsync(first)).Error);
        Assert.Equal("first", await _bench.TokenAsync());
        Assert.Equal([null, "first"], Rejections());
    }

    [Fact]
    public async Task A_service_that_hangs_over_a_refused_token_holds_the_others_up_for_two_seconds()
    {
        var first = await HoldAsync("first");
        _bench.Service.Hangs();
        var replacing = ReplaceAsync(first);
        var asking = _bench.TokenAsync();
        await Eventually.IsTrueAsync(() => _bench.Service.Requests.Count == 2, () => "the service is told");

        _bench.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("first", await ClientBench.SoonAsync(asking, "the held token is given out"));
        Assert.False(replacing.IsCompleted);

        _bench.Time.Advance(TimeSpan.FromSeconds(58));
        await Assert.ThrowsAsync<NetSuiteConnectorException>(() => ClientBench.SoonAsync(replacing, "the request is given up"));
        Assert.Equal("first", await _bench.TokenAsync());
    }

    [Fact]
    public async Task A_service_that_refuses_over_a_refused_token_ends_its_use()
    {
        var first = await HoldAsync("first");
        _bench.Refuses(400, "invalid_grant", "reconnect_required");

        Assert.Equal(Remedy.Connect, (await ReplacementFailureAsync(first)).Remedy);
        Assert.Equal(Remedy.Connect, (await _bench.FailureAsync()).Remedy);
    }

    [Fact]
    public async Task A_report_to_a_service_in_trouble_is_not_repeated_before_the_time_it_names()
    {
        var first = await HoldAsync("first");
        _bench.Refuses(503, "temporarily_unavailable", "netsuite_throttled", retryAfter: 40).Issues("second");

        await ReplacementFailureAsync(first);
        _bench.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal("netsuite_throttled", (await ReplacementFailureAsync(first)).ErrorCode);
        Assert.Equal([null, "first"], Rejections());

        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", await ReplaceAsync(first));
    }

    [Fact]
    public async Task A_report_that_did_not_get_through_is_made_again()
    {
        var first = await HoldAsync("first");
        _bench.Service.Fails(HttpRequestError.ConnectionError);
        await ReplacementFailureAsync(first);
        _bench.Issues("second");
        _bench.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("second", await ReplaceAsync(first));
        Assert.Equal([null, "first", "first"], Rejections());
    }

    public void Dispose() => _bench.Dispose();

    private async Task<NetSuiteToken> HoldAsync(string token)
    {
        _bench.Issues(token);
        return await _bench.Tokens.GetTokenAsync("acme", ClientBench.Cancelled);
    }

    private async Task<string> ReplaceAsync(NetSuiteToken rejected) =>
        (await _bench.Tokens.ReplaceTokenAsync(rejected, ClientBench.Cancelled)).Reveal();

    private Task<NetSuiteConnectorException> ReplacementFailureAsync(NetSuiteToken rejected) =>
        Assert.ThrowsAsync<NetSuiteConnectorException>(() => ReplaceAsync(rejected));

    private IEnumerable<string?> Rejections() => _bench.Service.Requests.Select(request => request.Form.GetValueOrDefault("rejected_token"));
}
