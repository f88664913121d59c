using System.Security.Cryptography;
using System.Text;

namespace Load;

/// <summary>What does a token from memory cost, against the least such an endpoint can cost, and against fewer tenants?</summary>
internal sealed class TokenLoad(TokenArguments arguments)
{
    private const int ServersProcessor = 0;

    /// <summary>Bytes a request, more than the bare endpoint's; half as much again as the 1,824 that were seen when it was set.</summary>
    private const double MostAllocated = 2750;

    private int? Processor => arguments.IsPinned ? ServersProcessor : null;

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args)
    {
        if (TokenArguments.Parse(args) is not { } arguments)
        {
            return null;
        }

        var load = new TokenLoad(arguments);
        return arguments.Tenants is [var few, var many] ? await load.AgainstFewerAsync(few, many) : await load.AgainstBareAsync(arguments.Tenants[0]);
    }

    private async Task<bool> AgainstBareAsync(int tenants)
    {
        await using var scene = await Scene.OpenAsync(TimeSpan.Zero);
        await using var service = await StartAsync(scene, tenants);
        var url = Scene.FreeUrl();
        var bareProcess = await BareProcess.StartAsync(url, AnswerOf(scene), [SHA256.HashData(Encoding.UTF8.GetBytes(scene.CallerSecret.Reveal()))], Processor);
        await using var bare = new Contestant(bareProcess, new Pump(url, scene.CallerSecret.Reveal(), arguments.Connections, tenants, ownTokens: false));
        var duel = await Duel.RunAsync(bare, service, arguments);

        var bars = new Bars($"cached `POST /token`, {tenants:N0} tenants, {arguments.Connections} connections; median (range)");
        var throughput = duel.Ratio(round => round.PerSecond);
        var cpu = duel.Ratio(round => round.Cpu);
        var p99 = duel.Ratio(round => round.P99);
        var allocated = duel.More(round => round.Allocated);
        Tell(bars, duel, "bare", "service");
        bars.Hold("requests/s, of the bare endpoint's", throughput.Text("0.00"), "≥ 0.80", throughput.Median >= 0.80);
        bars.Hold("CPU a request, of the bare endpoint's", cpu.Text("0.00"), "≤ 1.3", cpu.Median <= 1.3);
        bars.Hold("p99, of the bare endpoint's", p99.Text("0.00"), "≤ 1.5", p99.Median <= 1.5);
        bars.Hold("allocated a request, more than the bare endpoint's, bytes", allocated.Text("N0"), $"≤ {MostAllocated:N0}", allocated.Median <= MostAllocated);
        return bars.Print();
    }

    private async Task<bool> AgainstFewerAsync(int few, int many)
    {
        await using var smallScene = await Scene.OpenAsync(TimeSpan.Zero);
        await using var largeScene = await Scene.OpenAsync(TimeSpan.Zero);
        await using var small = await StartAsync(smallScene, few);
        await using var large = await StartAsync(largeScene, many);
        var duel = await Duel.RunAsync(small, large, arguments);

        var bars = new Bars($"cached `POST /token`, {many:N0} tenants against {few:N0}, {arguments.Connections} connections; median (range)");
        var cpu = duel.Ratio(round => round.Cpu);
        Tell(bars, duel, $"{few:N0}", $"{many:N0}");
        bars.Tell("requests/s, of those with fewer", duel.Ratio(round => round.PerSecond).Text("0.00"));
        bars.Hold("CPU a request, of that with fewer", cpu.Text("0.00"), "≤ 1.15", cpu.Median <= 1.15);
        return bars.Print();
    }

    private async Task<Contestant> StartAsync(Scene scene, int tenants)
    {
        await new Crowd(scene).SeedAsync(tenants);
        var process = await scene.StartServiceAsync(Processor);
        var contestant = new Contestant(process, new Pump(scene.InternalUrl, scene.CallerSecret.Reveal(), arguments.Connections, tenants, ownTokens: true));
        contestant.Pump.AskEach();
        return contestant;
    }

    /// <summary>The bytes that the bare endpoint writes: one of the service's own answers.</summary>
    private static byte[] AnswerOf(Scene scene)
    {
        var server = new Uri(scene.InternalUrl);
        using var line = new Line(server);
        line.Ask(TokenRequest.Of(server, Scene.Caller, scene.CallerSecret.Reveal(), Admins.NameOf(0)).Bytes);
        var body = line.Body;
        Console.WriteLine(Encoding.ASCII.GetString(line.Answer[..^body.Length]).TrimEnd());
        return body[body.IndexOf((byte)'{')..(body.LastIndexOf((byte)'}') + 1)].ToArray();
    }

    private static void Tell(Bars bars, Duel duel, string baseline, string other)
    {
        Tell("requests/s", round => round.PerSecond, "N0");
        Tell("CPU a request, µs", round => round.Cpu, "0.0");
        Tell("the load's own CPU a request, µs", round => round.LoadCpu, "0.0");
        Tell("median, µs", round => round.Median, "N0");
        Tell("p99, µs", round => round.P99, "N0");
        Tell("allocated a request, bytes", round => round.Allocated, "N0");
        Tell("working set, MiB", round => round.WorkingSet, "0");
        bars.Tell($"noise: {baseline} to itself, requests/s, CPU, p99", string.Join(", ",
            duel.Noise(round => round.PerSecond).Text("0.00"), duel.Noise(round => round.Cpu).Text("0.00"), duel.Noise(round => round.P99).Text("0.00")));

        void Tell(string what, Func<Round, double> figure, string format) =>
            bars.Tell($"{what}: {baseline}, {other}", $"{duel.Baseline(figure).Text(format)}, {duel.Other(figure).Text(format)}");
    }
}
