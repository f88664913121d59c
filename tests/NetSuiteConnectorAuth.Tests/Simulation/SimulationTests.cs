using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>
/// Half a year of one deployment a seed, in which everything goes wrong that can. <c>SIMULATION_SEED=n</c> plays one seed and prints its
/// story, <c>SIMULATION_SEEDS=n</c> plays so many.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 60;

    [Fact]
    public async Task Half_a_year_of_crashes_lost_answers_and_changes_over_there_leaves_every_tenant_right()
    {
        var one = Number("SIMULATION_SEED");
        var seeds = one is { } seed ? [seed] : Enumerable.Range(1, Number("SIMULATION_SEEDS") ?? Seeds).ToArray();
        var queue = new ConcurrentQueue<int>(seeds);
        var failures = new ConcurrentBag<(int Seed, string Why, string Story)>();
        var total = new Tally();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, one is null ? Environment.ProcessorCount : 1).Select(_ => Task.Run(async () =>
        {
            await using var lane = await Lane.OpenAsync();
            while (failures.Count < 5 && queue.TryDequeue(out var next))
            {
                await using var world = await World.OpenAsync(next, lane);
                try
                {
                    await new HalfAYear(world).LiveAsync();
                }
                catch (Exception e)
                {
                    failures.Add((next, e is BrokenInvariantException ? e.Message : e.ToString(), world.Story));
                }

                lock (total)
                {
                    total.Add(world.Tally);
                }

                if (one is not null)
                {
                    output.WriteLine(world.Story);
                }
            }
        })));

        using var process = Process.GetCurrentProcess();
        output.WriteLine($"{total}; {watch.Elapsed.TotalSeconds:0.0} s, {process.TotalProcessorTime.TotalSeconds:0.0} s of computing");
        if (!failures.IsEmpty)
        {
            var shortest = failures.MinBy(failure => failure.Story.Length);
            Assert.Fail(
                string.Join('\n', failures.OrderBy(failure => failure.Seed).Select(failure => $"Seed {failure.Seed}: {failure.Why}"))
                + $"\n\nThe story of seed {shortest.Seed} (SIMULATION_SEED={shortest.Seed} plays it again):\n{shortest.Story}\n=> {shortest.Why}\n{total}");
        }
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
