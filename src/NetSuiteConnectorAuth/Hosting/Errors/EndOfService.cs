namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// A service that is told to stop does not wait for a NetSuite that hangs. Whoever waits on the internal listener is told to come back
/// before the connection would be cut; what a person of the customer's is in the middle of has the rest of the time. Nothing is lost by it:
/// it is as if the caller had hung up, and what changes anything is journalled.
/// </summary>
public sealed class EndOfService : IDisposable
{
    /// <summary>Less than the 30 s of Kubernetes, after which the process is killed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    /// <summary>Time enough for a NetSuite that is well; less than the 10 s of <c>docker stop</c>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(5);

    /// <summary>Of endpoints that do themselves what <see cref="Keep"/> does for the others: it costs every request, also one that waits for nothing.</summary>
    public static readonly object KeptByItself = new KeptByItselfMetadata();

    private readonly CancellationTokenSource _over = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stopping;

    public EndOfService(IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _timer = time.CreateTimer(_ => _over.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(() => _timer.Change(Patience, Timeout.InfiniteTimeSpan));
    }

    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>Waits no longer than the service; what is there already costs nothing. What was asked goes on, so it must not need the request.</summary>
    public ValueTask<T> UntilOverAsync<T>(ValueTask<T> asked) => asked.IsCompleted ? asked : new(asked.AsTask().WaitAsync(_over.Token));

    public Task Keep(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint()?.Metadata.GetMetadata<KeptByItselfMetadata>() is null ? KeepAsync(http, next) : next(http);

    public void Dispose()
    {
        _stopping.Dispose();
        _timer.Dispose();

        // Not the source: the timer may be about to cancel it, and without a timer of its own it holds nothing.
    }

    private async Task KeepAsync(HttpContext http, RequestDelegate next)
    {
        var caller = http.RequestAborted;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, _over.Token);
        http.RequestAborted = either.Token;
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested && !caller.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.RequestAborted = caller;
            await RefusalFormat.WriteAsync(http, http.GetEndpoint(), new Refusal(ErrorCode.TemporarilyUnavailable, RetryAfter: ComeBack));
        }
        finally
        {
            http.RequestAborted = caller;
        }
    }

    private sealed class KeptByItselfMetadata;
}
