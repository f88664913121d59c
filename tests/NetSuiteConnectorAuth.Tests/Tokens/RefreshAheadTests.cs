using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>A token is replaced before anybody must wait for it, and nobody notices.</summary>
public sealed class RefreshAheadTests
{
    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public async Task While_a_token_is_replaced_the_present_one_is_handed_out()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var first = await deployment.AccessTokenAsync();
        var gate = deployment.Fault(FaultKind.HoldBefore);

        _time.Advance(TimeSpan.FromMinutes(55));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => deployment.AccessTokenAsync())), token => Assert.Equal(first, token));
        await gate.WaitUntilHeldAsync(Jobs.Cancelled);
        Assert.Equal(first, await deployment.AccessTokenAsync());
        gate.Release();

        await Eventually.IsTrueAsync(async () => await deployment.AccessTokenAsync() != first, () => "another token");
        Assert.Equal(1, deployment.Mints());
        Assert.Contains("nsca_token_mints_total{", await MintsOfAsync(deployment, "refresh_ahead"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_with_much_life_left_is_not_replaced()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var first = await deployment.AccessTokenAsync();

        _time.Advance(TimeSpan.FromMinutes(44.9));

        Assert.Equal(first, await deployment.AccessTokenAsync());
        Assert.Equal(first, await deployment.AccessTokenAsync());
        Assert.Equal(0, deployment.Mints());
    }

    [Fact]
    public async Task A_NetSuite_that_is_down_is_not_noticed_as_long_as_the_present_token_lives()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var first = await deployment.AccessTokenAsync(more: ("min_ttl", "0"));
        var down = deployment.Fault(FaultKind.Throttle, fault => fault with { RetryAfter = 120 });

        _time.Advance(TimeSpan.FromMinutes(55));
        for (var second = 0; second < 119; second++)
        {
            Assert.Equal(first, await deployment.AccessTokenAsync(more: ("min_ttl", "0")));
            await Eventually.IsTrueAsync(() => down.Hits == 1, () => "one request to NetSuite");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, down.Hits);
        Assert.DoesNotContain(deployment.Logs.Lines, line => line.Level >= LogLevel.Error);

        deployment.Simulator.NetSuite.Faults.Clear();
        _time.Advance(TimeSpan.FromSeconds(121));
        await Eventually.IsTrueAsync(async () => await deployment.AccessTokenAsync(more: ("min_ttl", "0")) != first, () => "another token");
    }

    private static async Task<string> MintsOfAsync(Deployment deployment, string trigger) => string.Join(
        '\n',
        (await deployment.Internal.GetStringAsync("/metrics", Jobs.Cancelled)).Split('\n')
            .Where(line => line.Contains($"trigger=\"{trigger}\"", StringComparison.Ordinal)));
}
