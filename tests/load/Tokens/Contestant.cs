namespace Load;

/// <summary>A server under load, and what each round of it cost.</summary>
internal sealed class Contestant(ChildProcess process, Pump pump) : IAsyncDisposable
{
    public Pump Pump => pump;

    public async Task<Round> RunAsync(TimeSpan duration)
    {
        var before = await process.AskAsync<ServerCost>();
        var latencies = pump.Run(duration);
        var after = await process.AskAsync<ServerCost>();
        return new Round(
            latencies.PerSecond,
            (after.CpuMilliseconds - before.CpuMilliseconds) * 1000 / latencies.Count,
            latencies.Microseconds(0.5),
            latencies.Microseconds(0.99),
            (double)(after.AllocatedBytes - before.AllocatedBytes) / latencies.Count,
            after.WorkingSet / 1024.0 / 1024.0);
    }

    public async ValueTask DisposeAsync()
    {
        pump.Dispose();
        await process.DisposeAsync();
    }
}

/// <param name="Cpu">Microseconds of the server's processor time a request, by the server process's own account.</param>
/// <param name="Median">Microseconds.</param>
/// <param name="P99">Microseconds.</param>
/// <param name="Allocated">Bytes a request.</param>
/// <param name="WorkingSet">MiB, after it.</param>
internal sealed record Round(double PerSecond, double Cpu, double Median, double P99, double Allocated, double WorkingSet);
