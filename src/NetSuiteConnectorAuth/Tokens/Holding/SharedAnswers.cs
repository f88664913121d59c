using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// Whoever asks while somebody looks waits for that answer, and whoever asks just after gets the last one: so a look costs the same,
/// however many ask. It is nobody's request, for those who wait come and go.
/// </summary>
/// <param name="reuse">How long an answer is given again; by elapsed time.</param>
public sealed class SharedAnswers<TKey, TAnswer>(TimeSpan reuse, TimeProvider time)
    where TKey : notnull
{
    private readonly SingleFlight<TKey, TAnswer> _flights = new();
    private readonly ConcurrentDictionary<TKey, (TAnswer Answer, long At)> _last = new();

    /// <param name="look">Answers also whether the answer is to be given again: what cost next to nothing need not be.</param>
    public async Task<TAnswer> GetAsync(TKey key, Func<Task<(TAnswer Answer, bool IsKept)>> look, CancellationToken cancellationToken) =>
        IsRecent(key, out var recent) ? recent : await _flights.RunAsync(key, () => LookAsync(key, look), cancellationToken);

    private async Task<TAnswer> LookAsync(TKey key, Func<Task<(TAnswer Answer, bool IsKept)>> look)
    {
        // Another flight may have ended between the question and the take-off.
        if (IsRecent(key, out var recent))
        {
            return recent;
        }

        var (answer, isKept) = await look();
        if (isKept)
        {
            Keep(key, answer);
        }

        return answer;
    }

    private bool IsRecent(TKey key, out TAnswer answer)
    {
        var isKnown = _last.TryGetValue(key, out var last);
        answer = last.Answer;
        return isKnown && time.GetElapsedTime(last.At) < reuse;
    }

    private void Keep(TKey key, TAnswer answer)
    {
        _last[key] = (answer, time.GetTimestamp());

        // What no longer answers anybody is dropped here, so that there are never more than were asked for within the time.
        foreach (var old in _last.Where(entry => time.GetElapsedTime(entry.Value.At) >= reuse))
        {
            _last.TryRemove(old);
        }
    }
}
