using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using NetSuiteConnectorAuth.Certificates;
using Perfolizer.Horology;

namespace NetSuiteConnectorAuth.Benchmarks;

/// <summary>What single steps cost. In this process: another that is built first would need the feed of the day.</summary>
internal static class Benchmarks
{
    private const string Usage = """
        dotnet run -c Release --project tests/NetSuiteConnectorAuth.Benchmarks -- assertions | token-path [--filter "*Whole"]

          assertions  a client assertion against the bare signature; ends with 1 when a bar is missed
          token-path  where the time of a token from memory goes
        """;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["assertions"]:
                return AreHeld(BenchmarkRunner.Run<AssertionBenchmarks>(Config())) ? 0 : 1;
            case ["token-path", .. var options]:
                return BenchmarkRunner.Run<TokenPathBenchmarks>(Config(), options).HasCriticalValidationErrors ? 1 : 0;
            default:
                Console.Error.WriteLine(Usage);
                return 64;
        }
    }

    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(6).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(300)))
        .AddLogger(ConsoleLogger.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "nsca-benchmarks"))
        .WithOptions(ConfigOptions.DisableLogFile);

    /// <summary>Ours may take as much longer as the bar allows, by medians.</summary>
    private static bool AreHeld(Summary summary)
    {
        var areHeld = true;
        foreach (var (algorithm, bar) in new[] { (SigningAlgorithm.ES256, 0.80), (SigningAlgorithm.PS256, 0.95) })
        {
            var throughput = Median(nameof(AssertionBenchmarks.Bare)) / Median(nameof(AssertionBenchmarks.Sign));
            var isHeld = throughput >= bar;
            Console.WriteLine($"| {algorithm}: assertions a second, of bare signatures | {throughput:0.00} | ≥ {bar:0.00} | {(isHeld ? "held" : "MISSED")} |");
            areHeld &= isHeld;

            double Median(string method) => summary.Reports
                .Single(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
                    && (SigningAlgorithm)report.BenchmarkCase.Parameters[nameof(AssertionBenchmarks.Algorithm)] == algorithm)
                .ResultStatistics!.Median;
        }

        return areHeld;
    }
}
