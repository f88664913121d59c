using System.Net;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>NetSuite refused a token: the service is told once, and nobody gets that token again.</summary>
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
        var gate = new TaskCompletionSource();
        _bench.Service.Answers(async (_, _) =>
        {
            await gate.Task;
            return FakeNetSuite.Response(HttpStatusCode.OK, ClientBench.Body("first", expiresIn: 840));
        });
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
    public async Task A_refused_token_is_not_handed_out_again_because_the_service_is_away()
    {
        var first = await HoldAsync("first");
        _bench.Service.Fails(HttpRequestError.ConnectionError).Fails(HttpRequestError.ConnectionError);

        await Assert.ThrowsAsync<NetSuiteConnectorException>(() => ReplaceAsync(first));
        Assert.Equal(NetSuiteConnectorException.Unreachable, (await _bench.FailureAsync()).Error);
    }

    [Fact]
    public async Task A_report_that_did_not_get_through_is_made_again()
    {
        var first = await HoldAsync("first");
        _bench.Service.Fails(HttpRequestError.ConnectionError);
        await Assert.ThrowsAsync<NetSuiteConnectorException>(() => ReplaceAsync(first));
        _bench.Issues("first").Issues("second");

        Assert.Equal("first", await _bench.TokenAsync());
        Assert.Equal("second", await ReplaceAsync(first));
        Assert.Equal([null, "first", null, "first"], Rejections());
    }

    public void Dispose() => _bench.Dispose();

    private async Task<NetSuiteToken> HoldAsync(string token)
    {
        _bench.Issues(token);
        return await _bench.Tokens.GetTokenAsync("acme", ClientBench.Cancelled);
    }

    private async Task<string> ReplaceAsync(NetSuiteToken rejected) =>
        (await _bench.Tokens.ReplaceTokenAsync(rejected, ClientBench.Cancelled)).Reveal();

    private IEnumerable<string?> Rejections() => _bench.Service.Requests.Select(request => request.Form.GetValueOrDefault("rejected_token"));
}
