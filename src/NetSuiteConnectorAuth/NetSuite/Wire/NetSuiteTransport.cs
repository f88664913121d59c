using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using NetSuiteConnectorAuth.NetSuite.Failures;
using Polly;
using Polly.Timeout;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Sends a request the way every request to NetSuite is sent: within its account's share of the outbound concurrency and the time-out, with a bounded answer
/// that becomes a value, a measured clock, a metric and a log line. The request is made after its slot is obtained, so what is signed
/// in it is fresh, and made anew for each attempt.
/// </summary>
public sealed partial class NetSuiteTransport : IDisposable
{
    /// <summary>Beyond it a caller had better hear at once that there is no room than wait for the time-out.</summary>
    private const int LongestQueue = 10_000;

    /// <summary>Less than the 30 s by which assertions are back-dated.</summary>
    private static readonly TimeSpan NoticeableClockChange = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly NetSuiteClock _clock;
    private readonly ThrottledAccounts _throttled;
    private readonly NetSuiteMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<NetSuiteTransport> _logger;
    private readonly ToldOddities _told = new();
    private readonly ConcurrencyLimiter _slots;
    private readonly PartitionedRateLimiter<AccountId> _shares;

    /// <param name="http">Without a time-out of its own, cookies or redirects.</param>
    public NetSuiteTransport(
        HttpClient http,
        NetSuiteOptions options,
        NetSuiteClock clock,
        ThrottledAccounts throttled,
        NetSuiteMetrics metrics,
        TimeProvider time,
        ILogger<NetSuiteTransport> logger)
    {
        (_http, _clock, _throttled, _metrics, _time, _logger) = (http, clock, throttled, metrics, time, logger);
        _slots = new ConcurrencyLimiter(Limit(options.MaxConcurrentRequests));
        _shares = PartitionedRateLimiter.Create<AccountId, AccountId>(
            account => RateLimitPartition.GetConcurrencyLimiter(account, _ => Limit(options.ConcurrencyOfOneAccount)));
    }

    public void Dispose()
    {
        _shares.Dispose();
        _slots.Dispose();
    }

    /// <param name="request">Called for each attempt, with a slot in hand.</param>
    /// <param name="read">Reads the body of a success; null when it is not what was promised.</param>
    internal async Task<NetSuiteResult<T>> SendAsync<T>(
        ResiliencePipeline<Attempt<T>> pipeline,
        NetSuiteOperation operation,
        AccountId account,
        Func<HttpRequestMessage> request,
        Func<string, T?> read,
        CancellationToken cancellation)
        where T : class
    {
        Attempt<T>? last = null;
        try
        {
            last = await pipeline.ExecuteAsync(
                async token => last = Confirming(last, await AttemptAsync(operation, account, request, read, token, cancellation)), cancellation);
            return last.Result;
        }
        catch (TimeoutRejectedException)
        {
            // The time ran out between two attempts: what the first one met is more telling than that.
            return last?.Result ?? Timeout(operation, sent: false);
        }
    }

    private static ConcurrencyLimiterOptions Limit(int permits) =>
        new() { PermitLimit = permits, QueueLimit = LongestQueue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private static Attempt<T> Confirming<T>(Attempt<T>? before, Attempt<T> attempt)
        where T : class =>
        before?.Failure?.Kind is FailureKind.Permanent && attempt.Failure is { Kind: FailureKind.Permanent } failure
            ? attempt with { Result = failure with { IsConfirmed = true } }
            : attempt;

    private async Task<Attempt<T>> AttemptAsync<T>(
        NetSuiteOperation operation,
        AccountId account,
        Func<HttpRequestMessage> makeRequest,
        Func<string, T?> read,
        CancellationToken token,
        CancellationToken caller)
        where T : class
    {
        // Of its account's share first: who waits for that takes no place from anybody else.
        using var share = await ObtainAsync(_shares.AcquireAsync(account, 1, token), caller);
        using var slot = share is { IsAcquired: true } ? await ObtainAsync(_slots.AcquireAsync(1, token), caller) : share;
        if (slot is not { IsAcquired: true })
        {
            var failure = slot is null ? Timeout(operation, sent: false) : new NetSuiteFailure(FailureKind.Transient, FailureCodes.OutboundQueueFull);
            Log.NotSent(_logger, operation, account, failure.Code);
            return new Attempt<T>(failure, TimeSpan.Zero, ClockLearnt: false);
        }

        // Judged with the slot in hand: who waited in line behind the one that was throttled is spared, too.
        if (CanWait(operation) && _throttled.RestOf(account) is { } rest)
        {
            var failure = new NetSuiteFailure(FailureKind.Throttled, FailureCodes.Throttled) { RetryAfter = rest };
            Log.LeftAlone(_logger, operation, account, rest.TotalSeconds);
            return new Attempt<T>(failure, TimeSpan.Zero, ClockLearnt: false);
        }

        var correction = _clock.Correction(account);
        var started = _time.GetTimestamp();
        NetSuiteResult<T> result;
        using (var request = makeRequest())
        {
            result = await ExchangeAsync(operation, account, request, read, token, caller);
        }

        if (CanWait(operation) && result.Failure is { Kind: FailureKind.Throttled, RetryAfter: { } wish })
        {
            if (_throttled.Observe(account, wish))
            {
                Log.LongRest(_logger, account, wish.TotalMinutes, _time.GetUtcNow() + wish);
            }
        }

        var took = _time.GetElapsedTime(started);
        _metrics.Record(operation, result.Failure?.Code ?? "ok", took);
        LogOutcome(operation, account, result.Failure, took);
        return new Attempt<T>(result, took, (_clock.Correction(account) - correction).Duration() > NoticeableClockChange);
    }

    /// <summary>What a person waits for, or is tried only once, goes out all the same; and discovery asks no host of the account's.</summary>
    private static bool CanWait(NetSuiteOperation operation) =>
        operation is not (NetSuiteOperation.ExchangeCode or NetSuiteOperation.RevokeToken or NetSuiteOperation.Discover);

    /// <summary>Null when the time ran out first.</summary>
    private static async Task<RateLimitLease?> ObtainAsync(ValueTask<RateLimitLease> lease, CancellationToken caller)
    {
        try
        {
            return await lease;
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<NetSuiteResult<T>> ExchangeAsync<T>(
        NetSuiteOperation operation,
        AccountId account,
        HttpRequestMessage request,
        Func<string, T?> read,
        CancellationToken token,
        CancellationToken caller)
        where T : class
    {
        int? status = null;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            status = (int)response.StatusCode;
            Observe(account, response.Headers);
            if (await AnswerBody.ReadAsync(response.Content, token) is not { } body)
            {
                return Failure(operation, TransportFault.Oversized, status);
            }

            if (NetSuiteFailureClassifier.Classify(AnswerBody.Facts(operation, response, body, _time.GetUtcNow())) is { } failure)
            {
                return failure;
            }

            return read(body) is { } value ? value : NetSuiteFailureClassifier.Malformed(operation, status.Value);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return Failure(operation, TransportFault.Timeout, status);
        }
        catch (HttpRequestException exception)
        {
            return Failure(operation, FaultOf(exception.HttpRequestError), status);
        }
        catch (IOException)
        {
            return Failure(operation, TransportFault.ConnectionLost, status);
        }
    }

    private void Observe(AccountId account, HttpResponseHeaders headers)
    {
        if (headers.Date is { } date)
        {
            _clock.Observe(account, date);
        }
    }

    private static TransportFault FaultOf(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => TransportFault.Dns,
        HttpRequestError.ConnectionError => TransportFault.Connect,
        HttpRequestError.SecureConnectionError => TransportFault.Tls,
        _ => TransportFault.ConnectionLost,
    };

    private static NetSuiteFailure Timeout(NetSuiteOperation operation, bool sent) => Failure(operation, TransportFault.Timeout, status: null, sent);

    private static NetSuiteFailure Failure(NetSuiteOperation operation, TransportFault fault, int? status, bool sent = true) =>
        NetSuiteFailureClassifier.Classify(new AnswerFacts(operation) { Fault = fault, Status = status, Sent = sent })!;

    private void LogOutcome(NetSuiteOperation operation, AccountId account, NetSuiteFailure? failure, TimeSpan took)
    {
        var isOdd = failure?.Code is FailureCodes.HtmlAnswer or FailureCodes.RedirectRefused or FailureCodes.OversizedAnswer
            or FailureCodes.MalformedAnswer or FailureCodes.RequestRefused;

        // A gateway's refusal between two pages of a maintenance is the same trouble still.
        if (!isOdd && failure?.Kind is not FailureKind.Transient)
        {
            _told.Over(account, operation);
        }

        if (failure is null)
        {
            Log.Answered(_logger, operation, account, took.TotalMilliseconds);
        }
        else if (isOdd && _told.IsNews(account, operation, failure.Code))
        {
            Log.OddAnswer(_logger, operation, account, failure.Code, failure.LoggedStatus, took.TotalMilliseconds);
        }
        else
        {
            Log.Failed(_logger, operation, account, failure.Kind, failure.Code, failure.LoggedStatus, took.TotalMilliseconds);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Debug, "NetSuite answered {Operation} of {Account} in {Milliseconds:0} ms")]
        public static partial void Answered(ILogger logger, NetSuiteOperation operation, AccountId account, double milliseconds);

        [LoggerMessage(2002, LogLevel.Debug, "NetSuite call {Operation} of {Account} failed: {Kind} {Code}, status {Status}, {Milliseconds:0} ms")]
        public static partial void Failed(
            ILogger logger, NetSuiteOperation operation, AccountId account, FailureKind kind, string code, string status, double milliseconds);

        [LoggerMessage(2003, LogLevel.Warning, "NetSuite gave {Operation} of {Account} an odd answer: {Code}, status {Status}, {Milliseconds:0} ms; not told again before it changes or is over")]
        public static partial void OddAnswer(
            ILogger logger, NetSuiteOperation operation, AccountId account, string code, string status, double milliseconds);

        [LoggerMessage(2005, LogLevel.Debug, "NetSuite call {Operation} of {Account} was not sent: the account asked to be left alone for {Seconds:0} s more")]
        public static partial void LeftAlone(ILogger logger, NetSuiteOperation operation, AccountId account, double seconds);

        [LoggerMessage(2006, LogLevel.Warning, "NetSuite asks that account {Account} be left alone for {Minutes:0} minutes, until {Until:u}: no token is got for any tenant of it before")]
        public static partial void LongRest(ILogger logger, AccountId account, double minutes, DateTimeOffset until);

        [LoggerMessage(2004, LogLevel.Warning, "NetSuite call {Operation} of {Account} was not sent: {Code}")]
        public static partial void NotSent(ILogger logger, NetSuiteOperation operation, AccountId account, string code);
    }
}
