namespace NetSuiteConnectorAuth.Client;

/// <summary>
/// One key's token: held, renewed when due, replaced when NetSuite refused it. A single owner of the field, its lock and its clock;
/// at most one request to the service is under way.
/// </summary>
internal sealed class TokenHolder(
    NetSuiteConnectorOptions options, TimeProvider time, Func<TokenDemand, CancellationToken, Task<NetSuiteToken>> fetch)
{
    /// <summary>While a token is held, the service is not asked more often than this, whatever it answered.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>The service replaces a rejected token once a minute; asking more often is of no use.</summary>
    private static readonly TimeSpan RejectionPause = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private NetSuiteToken? _held;
    private TimeSpan _margin;
    private DateTimeOffset _pausedUntil;
    private NetSuiteToken? _rejected;
    private DateTimeOffset _rejectedAt;
    private Flight? _flight;

    /// <summary>When what is held here is of no use any more.</summary>
    public DateTimeOffset EndsAt => _held?.ExpiresAt ?? DateTimeOffset.MinValue;

    public async Task<NetSuiteToken> GetAsync(CancellationToken cancellationToken)
    {
        NetSuiteToken? held;
        Flight flight;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            held = Living(now);
            if (held is not null && (now < held.ExpiresAt - _margin || now < _pausedUntil))
            {
                return held;
            }

            flight = _flight ??= Begin(new TokenDemand(held is null ? options.MinimumLifetime : _margin));
            if (held is not null && held.ExpiresAt - now > options.MinimumLifetime)
            {
                // Due only by the spread: it is renewed behind the caller's back.
                return held;
            }
        }

        try
        {
            return await flight.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NetSuiteConnectorException e) when (!e.IsRefusal && held?.ExpiresAt > time.GetUtcNow())
        {
            // The service is away: what the job holds still opens NetSuite.
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
                if (Living(now) is { } held && (!held.IsSameAs(rejected) || WasJustRejected(rejected, now)))
                {
                    return held;
                }

                if (_flight is null)
                {
                    (_rejected, _rejectedAt, _held) = (rejected, now, null);
                    _flight = Begin(new TokenDemand(options.MinimumLifetime, rejected));
                }

                flight = _flight;
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

    /// <summary>Under the lock; what is begun runs outside it, and not on behalf of one caller: none can cancel it for the others.</summary>
    private Flight Begin(TokenDemand demand)
    {
        var flight = new Flight(demand);
        _ = Task.Run(() => FlyAsync(flight), CancellationToken.None);
        return flight;
    }

    private async Task FlyAsync(Flight flight)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
            var token = await fetch(flight.Demand, timeout.Token).ConfigureAwait(false);
            Land(flight, token, Pause);
            flight.Succeeded(token);
        }
        catch (Exception e)
        {
            // Whatever it was, those who wait get to see it.
            var refused = e as NetSuiteConnectorException;
            var pause = refused?.RetryAfter ?? Pause;
            Land(flight, token: null, pause < LongestPause ? pause : LongestPause, forget: refused?.IsRefusal is true);
            flight.Failed(e);
        }
    }

    private void Land(Flight flight, NetSuiteToken? token, TimeSpan pause, bool forget = false)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _flight = null;
            _pausedUntil = now + pause;
            if (token is not null)
            {
                (_held, _margin) = (token, MarginOf(token.ExpiresAt - now));
            }
            else if (forget)
            {
                _held = null;
            }

            if (token is null && flight.Demand.Rejected is not null)
            {
                // Perhaps the service never heard of it: it is told again as soon as somebody is refused again.
                _rejected = null;
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

    /// <summary>One request to the service, for all who wait for it.</summary>
    private sealed class Flight
    {
        private readonly TaskCompletionSource<NetSuiteToken> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Flight(TokenDemand demand)
        {
            Demand = demand;

            // A renewal behind everybody's back may fail with nobody waiting.
            _answer.Task.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        public TokenDemand Demand { get; }

        public Task<NetSuiteToken> Answer => _answer.Task;

        public void Succeeded(NetSuiteToken token) => _answer.TrySetResult(token);

        public void Failed(Exception reason) => _answer.TrySetException(reason);
    }
}
