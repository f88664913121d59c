namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// At most so many requests in any 60 seconds, wherever the minute begins: the moments of the last ones are kept, and the next is
/// allowed when the oldest of them is a minute old. A bucket that refills would let twice as many through in its first minute.
/// </summary>
public sealed class RequestBudget(int requestsPerMinute, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<long> _allowed = new();

    public int RequestsPerMinute => requestsPerMinute;

    /// <summary>Null when the request is allowed (and counted), else how long to wait.</summary>
    public TimeSpan? Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            while (_allowed.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
            {
                _allowed.Dequeue();
            }

            if (_allowed.Count >= requestsPerMinute)
            {
                return Window - time.GetElapsedTime(_allowed.Peek(), now);
            }

            _allowed.Enqueue(now);
            return null;
        }
    }
}
