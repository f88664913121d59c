namespace NetSuiteConnectorAuth.Callers;

/// <summary>The keys of one issuer, as last read. Its waits are by elapsed time: a clock that is set right prolongs none.</summary>
/// <remarks>
/// Not the ConfigurationManager of Microsoft.IdentityModel: that one reads again behind the back of the request that met an unknown key,
/// which is refused, and it takes the time from the machine. Here the request waits for the one reading, so an issuer that changes its
/// key without announcing it causes no 401.
/// </remarks>
public sealed partial class IssuerKeys(string authority, IssuerDocuments documents, TimeProvider time, ILogger<IssuerKeys> logger)
{
    /// <summary>Between two readings, whatever arrives: an unknown key ID is anybody's to write.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>After this nobody is judged by the keys before they were read again: so a key that the issuer withdrew is forgotten.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>So long after a reading that failed nobody waits for the next: an issuer that hangs must not make every request hang.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>For so long an issuer that does not answer is believed to have the keys it had.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private volatile Reading? _last;
    private volatile Failure? _failure;
    private Task _reading = Task.CompletedTask;
    private long? _lastAttempt;

    /// <summary>Null when there is none to judge by: the issuer has not answered yet, or not for a day.</summary>
    public async ValueTask<IReadOnlyList<VerificationKey>?> ForAsync(Jwt jwt, CancellationToken cancellationToken)
    {
        var last = LastUsable();
        if (last is not null && last.Keys.Any(key => key.KeyId == jwt.KeyId))
        {
            if (time.GetElapsedTime(last.At) < Fresh)
            {
                return last.Keys;
            }

            if (_failure is { } failure && time.GetElapsedTime(failure.At) < Patience)
            {
                _ = ReadAgainAsync();
                return last.Keys;
            }
        }

        await ReadAgainAsync().WaitAsync(cancellationToken);
        return LastUsable()?.Keys;
    }

    private Reading? LastUsable() => _last is { } last && time.GetElapsedTime(last.At) < Usable ? last : null;

    private Task ReadAgainAsync()
    {
        lock (_lock)
        {
            if (_reading.IsCompleted && (_lastAttempt is not { } last || time.GetElapsedTime(last) >= Pause))
            {
                _lastAttempt = time.GetTimestamp();
                _reading = Task.Run(ReadAsync);
            }

            return _reading;
        }
    }

    /// <summary>Belongs to no request: it goes on when the one that asked for it is gone.</summary>
    private async Task ReadAsync()
    {
        try
        {
            _last = new(await documents.ReadKeysAsync(authority, CancellationToken.None), time.GetTimestamp());
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            _failure = new(time.GetTimestamp());
            Log.Unreadable(logger, authority, e is OperationCanceledException ? "it does not answer in time" : e.Message);
        }
    }

    private sealed record Reading(IReadOnlyList<VerificationKey> Keys, long At);

    private sealed record Failure(long At);

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "The keys of the issuer {Authority} cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string authority, string reason);
    }
}
