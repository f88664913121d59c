namespace Load;

internal static class RotationReport
{
    /// <summary>A table that goes into a document as it is.</summary>
    public static void Print(IReadOnlyList<RotationResult> results)
    {
        Console.WriteLine();
        Row("tenants, outbound concurrency", results, r => $"{r.Tenants:N0}, {r.Concurrency}");
        Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("--:|", results.Count)));
        Row("rotations a second", results, r => $"{r.RotationsPerSecond:0.0}");
        Row("until the last old one is revoked", results, r => $"{r.All.TotalSeconds:0} s");
        Row("write transactions a rotation (bar 12)", results, r => $"{r.Transactions:0.00}");
        Row("store commands a rotation, time in them", results, r => $"{r.Commands:0.0}, {r.CommandMilliseconds:0.0} ms");
        Row("calls to NetSuite a rotation", results, r => $"{r.Calls:0.00}");
        Row("calls under way, on average", results, r => $"{r.UnderWay:0.0}");
        Row("CPU a rotation: service, simulator", results, r => $"{r.CpuMilliseconds:0.0}, {r.SimulatorCpuMilliseconds:0.0} ms");
        Row("tokens asked, failed (bar 0)", results, r => $"{r.Jobs.Asked:N0}, {r.Jobs.Failed}");
        Row("token median, p99, slowest", results, r => $"{r.Jobs.Percentile(0.5):0.0}, {r.Jobs.Percentile(0.99):0}, {r.Jobs.Slowest:0} ms");
        Row("uploads more than tenants (bar 0)", results, r => $"{r.DuplicateUploads}");
        Row("most active certificates a tenant (bar 2)", results, r => $"{r.ThereAfter.MostActive}");
        Row("service: working set, peak, heap", results, r => $"{r.WorkingSet:0}, {r.PeakWorkingSet:0}, {r.Heap:0} MiB");
        Console.WriteLine();
        foreach (var runs in results.GroupBy(result => result.Concurrency))
        {
            var (few, many) = (runs.First(), runs.Last());
            Console.WriteLine(
                $"{runs.Key} at once: a rotation among {many.Tenants:N0} costs {many.CpuMilliseconds / few.CpuMilliseconds:0.00} of the CPU of one among "
                + $"{few.Tenants:N0}, and {many.Renewed / few.Renewed * few.Tenants / many.Tenants:0.00} of the time");
        }

        foreach (var result in results)
        {
            foreach (var missed in result.MissedBars)
            {
                Console.WriteLine($"MISSED with {result.Tenants:N0} tenants and {result.Concurrency} at once: {missed}");
            }
        }
    }

    private static void Row(string name, IReadOnlyList<RotationResult> results, Func<RotationResult, string> value) =>
        Console.WriteLine($"| {name} | {string.Join(" | ", results.Select(value))} |");
}
