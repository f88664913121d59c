namespace Load;

/// <summary>What every server that is measured reports of its own process, since its start.</summary>
internal sealed record ServerCost(double CpuMilliseconds, long AllocatedBytes, long WorkingSet);
