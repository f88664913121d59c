namespace NetSuiteConnectorAuth.Client;

/// <summary>
/// One key's token: held, renewed when due, replaced when NetSuite refused it. A single owner of the field, its lock and its clock;
/// at most one request to the service is under way. A token is let go only for another one, or when the service itself refuses.
/// </summary>
internal sealed class TokenHolder(
    NetSuiteConnectorOptions options, TimeProvider time, Func<TokenDemand, CancellationToken, Task<NetSuiteToken>> fetch)
{
    /// <summary>While a token is held, the service is not asked more often than this, whatever it answered.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>The service replaces a rejected token once a minute; asking more often is of no use.</summary>
    private static readonly TimeSpan RejectionPause = TimeSpan.FromSeconds(60);

    /// <summary>How long one request holds up those who have a living token: a service that hangs must not stop them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A token with so little left is given out only when waiting for another one was of no use.</summary>
    private static readonly TimeSpan LittleLife = TimeSpan.FromMinutes(1);

    /// <summary>The least time for which a failure is the answer to all who come after it.</summary>
    private static readonly TimeSpan FailureStands = TimeSpan.FromSeconds(1);

    /// <summary>The same for a refusal that only a person can end: a job's loop must not use up what its caller may ask a minute.</summary>
    private static readonly TimeSpan RefusalStands = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private NetSuiteToken? _held;
    private TimeSpan _margin;
    private DateTimeOffset _pausedUntil;
    private NetSuiteToken? _rejected;
    private DateTimeOffset _rejectedAt;
    private Flight? _flight;
    private Failure? _failure;

    /// <summary>When what is held here is of no use any more.</summary>
    public DateTimeOffset EndsAt => _held?.ExpiresAt ?? DateTimeOffset.MinValue;

    /// <summary>Under the lock: what is held was refused, and another one is being asked for.</summary>
    private bool IsReplacing => _flight?.Demand.Rejected is not null;

    public async Task<NetSuiteToken> GetAsync(CancellationToken cancellationToken)
    {
        NetSuiteToken? held;
        Flight flight;
        var patience = Timeout.InfiniteTimeSpan;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            held = Living(now);
            if (held is not null && !IsReplacing && (now < held.ExpiresAt - _margin || now < _pausedUntil))
            {
                return held;
            }

            flight = Ask(new TokenDemand(held is null ? options.MinimumLifetime : _margin));
            if (held is not null)
            {
                var life = held.ExpiresAt - now;
                var dueOnlyBySpread = !IsReplacing && life > options.MinimumLifetime;
                patience = life > LittleLife ? Patience - time.GetElapsedTime(flight.BegunAt) : life / 2;
                if (dueOnlyBySpread || patience <= TimeSpan.Zero)
                {
                    // It is renewed behind the caller's back.
                    return held;
                }
            }
        }

        try
        {
            return await flight.Answer.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or NetSuiteConnectorException { IsRefusal: false } && held?.ExpiresAt > time.GetUtcNow())
        {
            // The service is away or slow: what is held may still open NetSuite, even when somebody was refused with it.
            return held;
        }
    }

    public async Task<NetSuiteToken> ReplaceAsync(NetSuiteToken rejected, CancellationToken cancellationToken)
    {
        while (true)
        {
            Flight flight;
            lock (_gate)
            {
                var now = time.GetUtcNow();
                if (!IsReplacing && Living(now) is { } held && (!held.IsSameAs(rejected) || WasJustRejected(rejected, now)))
                {
                    return held;
                }

                flight = Ask(new TokenDemand(options.MinimumLifetime, rejected));
            }

            var token = await flight.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);

            // A renewal that was under way already may bring the very token that was refused.
            if (flight.Demand.Rejected is not null || !token.IsSameAs(rejected))
            {
                return token;
            }
        }
    }

    private NetSuiteToken? Living(DateTimeOffset now) => _held?.ExpiresAt > now ? _held : null;

    private bool WasJustRejected(NetSuiteToken token, DateTimeOffset now) =>
        _rejected?.IsSameAs(token) is true && now < _rejectedAt + RejectionPause;

    /// <summary>Under the lock: the request that is under way, or one that failed a moment ago, or a new one.</summary>
    private Flight Ask(TokenDemand demand) =>
        _flight ?? (_failure is { } failure && time.GetElapsedTime(failure.At) < failure.Stands ? failure.Flight : _flight = Begin(demand));

    /// <summary>Under the lock; what is begun runs outside it, and not on behalf of one caller: none can cancel it for the others.</summary>
    private Flight Begin(TokenDemand demand)
    {
        var flight = new Flight(demand, time.GetTimestamp());
        _ = Task.Run(() => FlyAsync(flight), CancellationToken.None);
        return flight;
    }

    private async Task FlyAsync(Flight flight)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
            var token = await fetch(flight.Demand, timeout.Token).ConfigureAwait(false);
            Land(flight, token);
            flight.Succeeded(token);
        }
        catch (Exception e)
        {
            // Whatever it was, those who wait get to see it.
            Crash(flight, e as NetSuiteConnectorException);
            flight.Failed(e);
        }
    }

    private void Land(Flight flight, NetSuiteToken token)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            (_flight, _failure, _pausedUntil) = (null, null, now + Pause);
            (_held, _margin) = (token, MarginOf(token.ExpiresAt - now));
            if (flight.Demand.Rejected is { } rejected)
            {
                (_rejected, _rejectedAt) = (rejected, now);
            }
        }
    }

    private void Crash(Flight flight, NetSuiteConnectorException? failure)
    {
        var stands = failure is { IsRefusal: true } ? RefusalStands : FailureStands;
        var asked = failure?.RetryAfter > LongestPause ? LongestPause : failure?.RetryAfter;
        lock (_gate)
        {
            (_flight, _pausedUntil) = (null, time.GetUtcNow() + (asked ?? Pause));
            _failure = new Failure(flight, time.GetTimestamp(), asked > stands ? asked.Value : stands);
            if (failure is { IsRefusal: true })
            {
                _held = null;
            }
        }
    }

    /// <summary>How long before its end a token is due: the minimum life and some of the spread, within the second half of what is usable.</summary>
    private TimeSpan MarginOf(TimeSpan life)
    {
        var usable = life - options.MinimumLifetime;
        if (usable <= TimeSpan.Zero)
        {
            return options.MinimumLifetime;
        }

        var spread = options.RefreshSpread < usable / 2 ? options.RefreshSpread : usable / 2;
#pragma warning disable CA5394 // Chance, not secrecy.
        return options.MinimumLifetime + (spread * Random.Shared.NextDouble());
#pragma warning restore CA5394
    }

    /// <summary>A request that failed, when (as a timestamp: a clock that is set back prolongs nothing), and for how long that is the answer.</summary>
    private sealed record Failure(Flight Flight, long At, TimeSpan Stands);

    /// <summary>One request to the service, for all who wait for it.</summary>
    private sealed class Flight
    {
        private readonly TaskCompletionSource<NetSuiteToken> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Flight(TokenDemand demand, long begunAt)
        {
            (Demand, BegunAt) = (demand, begunAt);

            // A renewal behind everybody's back may fail with nobody waiting.
            _answer.Task.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        public TokenDemand Demand { get; }

        public long BegunAt { get; }

        public Task<NetSuiteToken> Answer => _answer.Task;

        public void Succeeded(NetSuiteToken token) => _answer.TrySetResult(token);

        public void Failed(Exception reason) => _answer.TrySetException(reason);
    }
}
