using System.Net;
using NetSuiteConnectorAuth.Client;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Client;

/// <summary>When a job's process asks the service, and for whom.</summary>
public sealed class NetSuiteTokensTests : IDisposable
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(45);

    private readonly ClientBench _bench = new(options => options.RefreshSpread = TimeSpan.Zero);

    [Fact]
    public async Task A_token_is_held_until_it_is_due()
    {
        _bench.Issues("first").Issues("second");

        Assert.Equal("first", await _bench.TokenAsync());
        _bench.Time.Advance(Due - TimeSpan.FromSeconds(1));
        Assert.Equal("first", await _bench.TokenAsync());
        Assert.Single(_bench.Service.Requests);

        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", await _bench.TokenAsync());
    }

    [Fact]
    public async Task The_token_says_whose_it_is_and_where_it_may_go()
    {
        _bench.Issues("first", expiresIn: 3412);

        var token = await _bench.Tokens.GetTokenAsync("acme", ClientBench.Cancelled);

        Assert.Equal(("acme", "1234567_SB1", "rest_webservices"), (token.Tenant, token.AccountId, token.Scope));
        Assert.Equal((new Uri(ClientBench.Rest), new Uri(ClientBench.Restlet)), (token.RestUrl, token.RestletUrl));
        Assert.Equal(_bench.Time.GetUtcNow().AddSeconds(3412), token.ExpiresAt);
        Assert.DoesNotContain("first", $"{token}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_who_wait_share_one_request()
    {
        var gate = new TaskCompletionSource();
        _bench.Service.Answers(async (_, _) =>
        {
            await gate.Task;
            return FakeNetSuite.Response(HttpStatusCode.OK, ClientBench.Body("shared"));
        });

        var waiting = Enumerable.Range(0, 200).Select(_ => _bench.TokenAsync()).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(waiting), token => Assert.Equal("shared", token));
        Assert.Single(_bench.Service.Requests);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_take_the_others_along()
    {
        var gate = new TaskCompletionSource();
        _bench.Service.Answers(async (_, cancellation) =>
        {
            await gate.Task.WaitAsync(cancellation);
            return FakeNetSuite.Response(HttpStatusCode.OK, ClientBench.Body("shared"));
        });
        using var impatience = new CancellationTokenSource();

        var impatient = _bench.Tokens.GetTokenAsync("acme", impatience.Token);
        var patient = _bench.TokenAsync();
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        Assert.Equal("shared", await patient);
    }

    [Fact]
    public async Task Two_hundred_tenants_at_once_each_get_their_own()
    {
        for (var n = 0; n < 200; n++)
        {
            _bench.Service.Answers(request => FakeNetSuite.Response(
                HttpStatusCode.OK, ClientBench.Body("of-" + request.Form["tenant"], tenant: request.Form["tenant"])));
        }

        var tenants = Enumerable.Range(0, 200).Select(n => $"tenant-{n}").ToList();
        var tokens = await Task.WhenAll(tenants.SelectMany(tenant => new[] { _bench.TokenAsync(tenant), _bench.TokenAsync(tenant) }));

        Assert.Equal(tenants.SelectMany(tenant => new[] { "of-" + tenant, "of-" + tenant }), tokens);
        Assert.Equal(200, _bench.Service.Requests.Count);
    }

    [Fact]
    public async Task The_renewals_of_many_are_spread_and_none_is_later_than_the_minimum_life()
    {
        using var bench = new ClientBench();
        var tenants = Enumerable.Range(0, 200).Select(n => $"tenant-{n}").ToList();
        for (var n = 0; n < 400; n++)
        {
            bench.Service.Answers(request => FakeNetSuite.Response(HttpStatusCode.OK, ClientBench.Body("t", tenant: request.Form["tenant"])));
        }

        await Task.WhenAll(tenants.Select(bench.TokenAsync));
        bench.Time.Advance(TimeSpan.FromMinutes(40));
        await Task.WhenAll(tenants.Select(bench.TokenAsync));
        Assert.InRange(bench.Service.Requests.Count, 200, 205);

        bench.Time.Advance(TimeSpan.FromMinutes(2.5));
        await Task.WhenAll(tenants.Select(bench.TokenAsync));
        await Eventually.IsTrueAsync(() => bench.Service.Requests.Count > 250, () => $"{bench.Service.Requests.Count} asked at half the spread");
        Assert.InRange(bench.Service.Requests.Count, 250, 350);

        bench.Time.Advance(TimeSpan.FromMinutes(2.5));
        await Task.WhenAll(tenants.Select(bench.TokenAsync));
        await Eventually.IsTrueAsync(() => bench.Service.Requests.Count == 400, () => $"{bench.Service.Requests.Count} asked at the end of the spread");
    }

    [Fact]
    public async Task No_more_are_held_than_the_options_allow()
    {
        using var bench = new ClientBench(options => options.MaximumTokens = 2);
        foreach (var tenant in new[] { "a", "b", "c", "a" })
        {
            bench.Issues("of-" + tenant, tenant: tenant);
            Assert.Equal("of-" + tenant, await bench.TokenAsync(tenant));
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // "a" made room for "c", and "b" for "a".
        Assert.Equal("of-c", await bench.TokenAsync("c"));
        Assert.Equal(4, bench.Service.Requests.Count);
    }

    public void Dispose() => _bench.Dispose();
}
