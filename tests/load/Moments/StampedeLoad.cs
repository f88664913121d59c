using System.Diagnostics;

namespace Load;

/// <summary>Many callers want the token of one tenant at once, nobody has it, and NetSuite takes a second.</summary>
internal static class StampedeLoad
{
    public const string Usage = """
        stampede [--callers 500] [--runs 5]
          So many callers at once, a key that is nowhere, and a token endpoint that takes 1 s.
        """;

    private const double MostSeconds = 1.3;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args)
    {
        if (Words.Parse(args, "--callers", "--runs") is not { } words)
        {
            return null;
        }

        var (callers, runs) = (Math.Max(1, words.Number("--callers", 500)), Math.Max(1, words.Number("--runs", 5)));
        await using var scene = await Scene.OpenAsync(TimeSpan.Zero);
        await Crowd.ConnectAsync(scene, runs + 1);
        await scene.ExecuteAsync("DELETE FROM Tokens");
        await using var service = await scene.StartServiceAsync();
        var server = new Uri(scene.InternalUrl);
        var lines = Enumerable.Range(0, callers).Select(_ => new Line(server)).ToList();
        var seconds = new List<double>();
        long most = 0;
        var allRight = true;
        try
        {
            // One tenant's token warms the code and the connections; it is not counted.
            Ask(runs);
            await scene.SlowTokensAsync(Delay);
            for (var tenant = 0; tenant < runs; tenant++)
            {
                var before = await scene.AskSimulatorAsync();
                var started = Stopwatch.GetTimestamp();
                allRight &= Ask(tenant);
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                most = Math.Max(most, (await scene.AskSimulatorAsync()).Calls - before.Calls);
            }
        }
        finally
        {
            lines.ForEach(line => line.Dispose());
        }

        var bars = new Bars($"{callers} callers at once, cold key, NetSuite takes {Delay.TotalSeconds:0} s, {runs} runs; median (range)");
        var all = new Figures(seconds);
        bars.Hold("requests to NetSuite, the most of a run", $"{most}", "1", most == 1);
        bars.Hold("all answered with a token", allRight ? "yes" : "no", "yes", allRight);
        bars.Hold("until all are answered, seconds", all.Text("0.00"), $"≤ {MostSeconds}", all.Most <= MostSeconds);
        return bars.Print();

        bool Ask(int tenant)
        {
            var request = TokenRequest.Of(server, Scene.Caller, scene.CallerSecret.Reveal(), Admins.NameOf(tenant));
            foreach (var line in lines)
            {
                line.Send(request.Bytes);
            }

            // Whoever is read last was answered no later than that.
            return lines.TrueForAll(line =>
            {
                while (!line.Receive())
                {
                }

                return line.Status == 200;
            });
        }
    }
}
