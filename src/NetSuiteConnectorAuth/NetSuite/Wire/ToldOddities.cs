using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// The odd answers the log has told of, by account and operation: through an hour of maintenance pages one line says it, and not one a
/// request. Thread-safe and bounded.
/// </summary>
internal sealed class ToldOddities
{
    private const int Crowd = 10_000;

    private readonly ConcurrentDictionary<(AccountId Account, NetSuiteOperation Operation), string> _told = new();

    /// <summary>Whether nobody was told of it yet; from now on somebody was.</summary>
    public bool IsNews(AccountId account, NetSuiteOperation operation, string code)
    {
        var key = (account, operation);
        if (_told.TryGetValue(key, out var told))
        {
            return told != code && _told.TryUpdate(key, code, told);
        }

        if (_told.Count >= Crowd)
        {
            // At worst they are told once more.
            _told.Clear();
        }

        return _told.TryAdd(key, code);
    }

    /// <summary>NetSuite answers as it should again: the next oddity is news.</summary>
    public void Over(AccountId account, NetSuiteOperation operation) => _told.TryRemove((account, operation), out _);
}
