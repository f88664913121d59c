using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _flights = new();

    [Fact]
    public async Task Callers_at_the_same_time_share_one_attempt()
    {
        var attempts = 0;
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> Attempt()
        {
            Interlocked.Increment(ref attempts);
            return gate.Task;
        }

        var callers = Enumerable.Range(0, 500).Select(_ => _flights.RunAsync("key", Attempt, CancellationToken.None)).ToList();
        gate.SetResult(7);

        Assert.All(await Task.WhenAll(callers), result => Assert.Equal(7, result));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task The_call_after_a_failure_is_a_new_attempt()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _flights.RunAsync("key", () => throw new TimeoutException(), CancellationToken.None));

        Assert.Equal(1, await _flights.RunAsync("key", () => Task.FromResult(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_end_the_attempt_of_the_others()
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var impatient = new CancellationTokenSource();
        var first = _flights.RunAsync("key", () => gate.Task, impatient.Token);
        var second = _flights.RunAsync("key", () => gate.Task, CancellationToken.None);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult(7);

        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task Different_keys_do_not_wait_for_each_other()
    {
        var gate = new TaskCompletionSource<int>();
        _ = _flights.RunAsync("slow", () => gate.Task, CancellationToken.None);

        Assert.Equal(1, await _flights.RunAsync("fast", () => Task.FromResult(1), CancellationToken.None));
    }
}
