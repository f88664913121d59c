using System.Diagnostics;

namespace Load;

/// <summary>Requests that leave for NetSuite, and how long they were under way in sum.</summary>
internal sealed class CallCount
{
    private long _count;
    private long _ticks;

    public long Count => Volatile.Read(ref _count);

    public TimeSpan Time => new(Volatile.Read(ref _ticks));

    internal sealed class Handler(CallCount calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Increment(ref calls._count);
                Interlocked.Add(ref calls._ticks, Stopwatch.GetElapsedTime(started).Ticks);
            }
        }
    }
}
