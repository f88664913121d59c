using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>When each background job last completed a round: what readiness and metrics are told, by the jobs themselves. By elapsed time: a clock that is set
/// stops no job.</summary>
public sealed class SchedulerClock(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _lastRuns = new();

    public void Ran(string job) => _lastRuns[job] = time.GetTimestamp();

    public IReadOnlyDictionary<string, TimeSpan> Ages() =>
        _lastRuns.ToDictionary(run => run.Key, run => time.GetElapsedTime(run.Value));
}
