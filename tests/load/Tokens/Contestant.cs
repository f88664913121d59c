using System.Diagnostics;

namespace Load;

/// <summary>A server under load, and what each round of it cost.</summary>
internal sealed class Contestant(ChildProcess process, Pump pump) : IAsyncDisposable
{
    public Pump Pump => pump;

    public async Task<Round> RunAsync(TimeSpan duration)
    {
        var before = await process.AskAsync<ServerCost>();
        var ownBefore = OwnCpu();
        var latencies = pump.Run(duration);
        var own = OwnCpu() - ownBefore;
        var after = await process.AskAsync<ServerCost>();
        return new Round(
            latencies.PerSecond,
            (after.CpuMilliseconds - before.CpuMilliseconds) * 1000 / latencies.Count,
            latencies.Microseconds(0.5),
            latencies.Microseconds(0.99),
            own.TotalMicroseconds / latencies.Count,
            (double)(after.AllocatedBytes - before.AllocatedBytes) / latencies.Count,
            after.WorkingSet / 1024.0 / 1024.0);
    }

    private static TimeSpan OwnCpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        pump.Dispose();
        await process.DisposeAsync();
    }
}
