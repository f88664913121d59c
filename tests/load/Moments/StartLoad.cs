using System.Diagnostics;
using System.Globalization;

namespace Load;

/// <summary>How long from the start of the process until it says that it is ready: with nothing in the store, and with many tenants.</summary>
internal static class StartLoad
{
    private const double Mebibyte = 1024 * 1024;
    private const double MostMemory = 300;

    public const string Usage = """
        start [--tenants 100000] [--runs 5]
          From the start of the process to ready: no store at all, an empty store, one with so many tenants. The service is published
          first, compiled ahead of time as in the container image.
        """;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args)
    {
        if (Words.Parse(args, "--tenants", "--runs") is not { } words)
        {
            return null;
        }

        var (tenants, runs) = (words.Number("--tenants", 100_000), Math.Max(1, words.Number("--runs", 5)));
        using var published = PublishedService.Publish();
        await using var scene = await Scene.OpenAsync(TimeSpan.Zero);
        var none = await StartAsync(published, scene, runs, scene.ClearStore);
        var empty = await StartAsync(published, scene, runs, () => { });
        await new Crowd(scene).SeedAsync(tenants);
        var full = await StartAsync(published, scene, runs, () => { });

        var bars = new Bars($"start to ready, {runs} runs; median (range)");
        Hold(bars, "no store yet: seconds", Seconds(none), 1.5);
        Hold(bars, "empty store: seconds", Seconds(empty), 1.5);
        Hold(bars, string.Create(CultureInfo.InvariantCulture, $"{tenants:N0} tenants: seconds"), Seconds(full), 3);
        var memory = new Figures(full.Select(start => start.WorkingSet / Mebibyte));
        bars.Tell("resident memory with an empty store, MiB", new Figures(empty.Select(start => start.WorkingSet / Mebibyte)).Text("0"));
        bars.Hold("resident memory with all tenants, MiB", memory.Text("0"), $"≤ {MostMemory}", memory.Median <= MostMemory);
        return bars.Print();
    }

    private static Figures Seconds(IEnumerable<Start> starts) => new(starts.Select(start => start.Seconds));

    private static void Hold(Bars bars, string what, Figures seconds, double most) =>
        bars.Hold(what, seconds.Text("0.00"), string.Create(CultureInfo.InvariantCulture, $"≤ {most}"), seconds.Median <= most);

    private static async Task<List<Start>> StartAsync(PublishedService published, Scene scene, int runs, Action prepare)
    {
        var starts = new List<Start>();
        using var http = new HttpClient { BaseAddress = new Uri(scene.InternalUrl) };
        for (var run = 0; run < runs; run++)
        {
            prepare();
            var started = Stopwatch.GetTimestamp();
            using var service = published.Start(scene.Settings(concurrency: 16, TimeSpan.FromMinutes(70)));
            while (!await IsReadyAsync(http))
            {
                await Task.Delay(Glance, TimeProvider.System);
            }

            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            starts.Add(new Start(seconds, service.ResidentMemory));
        }

        return starts;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // No port yet.
            return false;
        }
    }

    /// <param name="WorkingSet">When it was ready, in bytes.</param>
    private sealed record Start(double Seconds, long WorkingSet);
}
