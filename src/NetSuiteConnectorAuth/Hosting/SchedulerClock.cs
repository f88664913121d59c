using System.Collections.Concurrent;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>When each background job last completed a round: what readiness and metrics are told, by the jobs themselves.</summary>
public sealed class SchedulerClock(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastRuns = new();

    public void Ran(string job) => _lastRuns[job] = time.GetUtcNow();

    public IReadOnlyDictionary<string, TimeSpan> Ages() =>
        _lastRuns.ToDictionary(run => run.Key, run => time.GetUtcNow() - run.Value);
}
