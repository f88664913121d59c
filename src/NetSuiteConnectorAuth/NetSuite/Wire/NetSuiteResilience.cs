using NetSuiteConnectorAuth.NetSuite.Failures;
using Polly;
using Polly.Retry;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>How often a call may be repeated. Whatever it is, all attempts together end within the request time-out.</summary>
internal sealed class NetSuiteResilience(NetSuiteOptions options, TimeProvider time)
{
    /// <summary>Slower than this, a gateway's refusal is no hiccup, and the request behind it may still be running.</summary>
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(2);

    /// <summary>For what may happen only once: codes, uploads, revocations.</summary>
    public ResiliencePipeline<Attempt<T>> Once<T>()
        where T : class => Pipeline<T>().Build();

    /// <summary>For reading: two more attempts when the failure says nothing about the connection.</summary>
    public ResiliencePipeline<Attempt<T>> Reading<T>()
        where T : class => Pipeline<T>().AddRetry(Retry<T>(2, TimeSpan.FromMilliseconds(500), IsPassing)).Build();

    /// <summary>For minting: one more attempt. A token too many harms nobody; a crowd of them at a NetSuite in trouble does.</summary>
    public ResiliencePipeline<Attempt<T>> Minting<T>()
        where T : class => Pipeline<T>().AddRetry(Retry<T>(1, TimeSpan.FromMilliseconds(250), IsWorthAnotherAssertion)).Build();

    /// <summary>The same for a certificate that a tenant lives by: a refusal counts when a fresh assertion meets it too.</summary>
    public ResiliencePipeline<Attempt<T>> MintingForSure<T>()
        where T : class => Pipeline<T>()
            .AddRetry(Retry<T>(1, TimeSpan.FromMilliseconds(250), attempt => attempt.Failure?.Kind is FailureKind.Permanent || IsWorthAnotherAssertion(attempt)))
            .Build();

    private static bool IsPassing<T>(Attempt<T> attempt)
        where T : class =>
        attempt.Failure is { } failure
        && (IsConnectionFailure(failure) || failure is { Code: FailureCodes.Unavailable or FailureCodes.InternalServerError, RetryAfter: null });

    private static bool IsWorthAnotherAssertion<T>(Attempt<T> attempt)
        where T : class => attempt.Failure switch
    {
        null => false,

        // The assertion was made by a wrong clock; the next one is made by the right one.
        { Kind: FailureKind.Permanent or FailureKind.Ambiguous } => attempt.ClockLearnt,
        { StatusCode: 502 or 503 or 504, Code: FailureCodes.Unavailable, RetryAfter: null } => attempt.Took < Fast,
        { } failure => IsConnectionFailure(failure) && attempt.Took < Fast,
    };

    private static bool IsConnectionFailure(NetSuiteFailure failure) =>
        failure.Code is FailureCodes.DnsFailed or FailureCodes.TlsFailed or FailureCodes.ConnectionFailed or FailureCodes.ConnectionLost;

    private ResiliencePipelineBuilder<Attempt<T>> Pipeline<T>()
        where T : class
    {
        var builder = new ResiliencePipelineBuilder<Attempt<T>> { TimeProvider = time };
        builder.AddTimeout(options.RequestTimeout);
        return builder;
    }

    private static RetryStrategyOptions<Attempt<T>> Retry<T>(int attempts, TimeSpan delay, Func<Attempt<T>, bool> isWorthIt)
        where T : class => new()
    {
        MaxRetryAttempts = attempts,
        Delay = delay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } attempt && isWorthIt(attempt)),
    };
}
