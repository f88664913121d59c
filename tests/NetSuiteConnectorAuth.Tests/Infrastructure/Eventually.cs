using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Asks again until something is true. A test never waits for a time, only for a fact, and not for ever.</summary>
public static class Eventually
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static Task IsTrueAsync(Func<bool> isTrue, Func<string> what) => IsTrueAsync(() => Task.FromResult(isTrue()), what);

    public static async Task IsTrueAsync(Func<Task<bool>> isTrue, Func<string> what)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        while (!await isTrue())
        {
            if (bound.IsCancellationRequested)
            {
                Assert.Fail($"Not true within {Bound.TotalSeconds} s: {what()}");
            }

            await Task.Delay(Pace, TimeProvider.System, CancellationToken.None);
        }
    }
}
