using Microsoft.Data.Sqlite;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// Whether the store that is open still works: that it takes writes, that its file is the one at the path, that its key ring is where the
/// next start looks for it. Told in the log once, when it begins and when it is over, however many requests and jobs run into it.
/// </summary>
public sealed partial class StoreWatch(StoreFiles files, TimeProvider time, ILogger<StoreWatch> logger)
{
    private const int CannotOpen = 14;

    /// <summary>So much must be free again before a full disk is over: a small write may find a place where a consent does not.</summary>
    private const long Room = 256 * 1024;

    private const string Deleted = "the database file is not at its path any more: it was deleted or moved while it was open";
    private const string Replaced = "the database file was replaced by another one while it was open";
    private const string KeysGone = "the key ring folder holds none of its keys any more: they live in memory only, until this process ends";

    /// <summary>How often at most the log tells of the same trouble, and how long a damaged file must have been readable.</summary>
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);
    private string? _identity;
    private IReadOnlyList<string> _keys = [];
    private string? _failure;
    private bool _isFailureTold;
    private long _failedAt;
    private long? _wroteAt;
    private string? _displacement;
    private bool _areKeysGone;

    /// <summary>Whether it is not known that it takes writes: none was seen for a while, or the last one failed.</summary>
    public bool IsWriteDue
    {
        get
        {
            lock (_lock)
            {
                return _failure is not null || _wroteAt is not { } at || time.GetElapsedTime(at) >= Seldom;
            }
        }
    }

    /// <summary>From now on, the files that are there are those that must stay.</summary>
    public void Opened()
    {
        lock (_lock)
        {
            (_identity, _keys) = (files.Identity(), files.Keys());
        }
    }

    /// <summary>What is wrong with the store, in words that anybody may read; null when it works.</summary>
    public string? Trouble()
    {
        lock (_lock)
        {
            return Displacement() ?? _failure;
        }
    }

    /// <summary>Whether another file, or none, is where this store was opened, so that nothing can be told of it.</summary>
    public bool IsDisplaced()
    {
        lock (_lock)
        {
            return Displacement() is not null;
        }
    }

    /// <summary>What is wrong with the folder of the key ring; null when the next start finds its keys there.</summary>
    public string? KeyTrouble()
    {
        lock (_lock)
        {
            var areGone = _keys.Count > 0 && !files.Keys().Intersect(_keys, StringComparer.Ordinal).Any();
            if (areGone != _areKeysGone)
            {
                _areKeysGone = areGone;
                if (areGone)
                {
                    Log.KeysGone(logger);
                }
                else
                {
                    Log.KeysBack(logger);
                }
            }

            return areGone ? KeysGone : null;
        }
    }

    /// <summary>Before every write: what goes into a file without a name is lost with this process.</summary>
    /// <exception cref="SqliteException">The file is not the one that was opened.</exception>
    public void EnsureInPlace()
    {
        lock (_lock)
        {
            if (Displacement() is { } displacement)
            {
                throw new SqliteException(displacement, CannotOpen);
            }
        }
    }

    public void Wrote()
    {
        lock (_lock)
        {
            _wroteAt = time.GetTimestamp();
            if (_failure is null || !IsOver(_failure))
            {
                return;
            }

            _failure = null;
            if (_isFailureTold)
            {
                Log.WorksAgain(logger);
            }
        }
    }

    /// <summary>What is no state of the store, a lost race or a mistake of ours, is not noted.</summary>
    public void Failed(Exception failure)
    {
        if (StoreFailures.ReasonOf(failure) is not { } reason)
        {
            return;
        }

        lock (_lock)
        {
            if (Displacement() is not null)
            {
                return;
            }

            _isFailureTold &= _failure == reason;
            (_failure, _failedAt) = (reason, time.GetTimestamp());
            if (!_isFailureTold && (!_told.TryGetValue(reason, out var at) || time.GetElapsedTime(at) >= Seldom))
            {
                _isFailureTold = true;
                _told[reason] = time.GetTimestamp();
                Log.DoesNotWork(logger, reason);
            }
        }
    }

    private bool IsOver(string failure) => failure switch
    {
        StoreFailures.Full => files.FreeSpace() is not < Room,

        // What is damaged may take a write elsewhere.
        StoreFailures.Damaged or StoreFailures.NoDatabase => time.GetElapsedTime(_failedAt) >= Seldom,
        _ => true,
    };

    private string? Displacement()
    {
        if (_identity is null)
        {
            return null;
        }

        var present = files.Identity();
        var displacement = present == _identity ? null : present is null ? Deleted : Replaced;
        if (displacement != _displacement)
        {
            _displacement = displacement;
            if (displacement is null)
            {
                Log.InPlaceAgain(logger);
            }
            else
            {
                Log.Displaced(logger, displacement);
            }
        }

        return displacement;
    }

    private static partial class Log
    {
        [LoggerMessage(930, LogLevel.Error, "The store does not work: {Reason}. What must be written fails until it does: consents, rotations, disconnects; tokens at hand are handed out")]
        public static partial void DoesNotWork(ILogger logger, string reason);

        [LoggerMessage(931, LogLevel.Warning, "The store takes writes again")]
        public static partial void WorksAgain(ILogger logger);

        [LoggerMessage(932, LogLevel.Error, "Storage: {Trouble}. Nothing is written from now on. Put that file back, or stop this process, restore the backup and start again")]
        public static partial void Displaced(ILogger logger, string trouble);

        [LoggerMessage(933, LogLevel.Warning, "The database file is in its place again")]
        public static partial void InPlaceAgain(ILogger logger);

        [LoggerMessage(934, LogLevel.Error, "KeyProtection:KeyRingPath: the folder holds none of the keys of this store any more. They live in memory only: restore the folder before this process ends, or every key in the store is lost")]
        public static partial void KeysGone(ILogger logger);

        [LoggerMessage(935, LogLevel.Warning, "KeyProtection:KeyRingPath: the keys are in their folder again")]
        public static partial void KeysBack(ILogger logger);
    }
}
