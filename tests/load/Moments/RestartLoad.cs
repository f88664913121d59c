using System.Diagnostics;

namespace Load;

/// <summary>The service starts anew while all its tenants are busy. Their tokens are in the store: is NetSuite asked for others?</summary>
internal static class RestartLoad
{
    public const string Usage = """
        restart [--tenants 10000]
          A restart with so many busy tenants: what is asked of NetSuite, and how long until each has its token again.
        """;

    private const int Connections = 32;

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args)
    {
        if (Words.Parse(args, "--tenants") is not { } words)
        {
            return null;
        }

        var tenants = Math.Max(1, words.Number("--tenants", 10_000));
        await using var scene = await Scene.OpenAsync(TimeSpan.Zero);
        await new Crowd(scene).SeedAsync(tenants);
        var first = await AskAllAsync(scene, tenants);
        var second = await AskAllAsync(scene, tenants);

        var bars = new Bars($"restart with {tenants:N0} busy tenants");
        bars.Tell("each asked once before, seconds; calls at NetSuite", $"{first.Seconds:0.00}; {first.Calls}");
        bars.Tell("from the start until each has its token again, seconds", $"{second.Seconds:0.00}");
        bars.Tell("then each again, from memory, seconds", $"{second.AgainSeconds:0.00}");
        bars.Tell("store commands a tenant: first, again", $"{second.Commands:0.00}, {second.AgainCommands:0.00}");
        bars.Hold("calls at NetSuite after the restart", $"{second.Calls}", "0", second.Calls == 0);
        return bars.Print();
    }

    private static async Task<Run> AskAllAsync(Scene scene, int tenants)
    {
        var there = await scene.AskSimulatorAsync();
        var started = Stopwatch.GetTimestamp();
        await using var service = await scene.StartServiceAsync();
        using var pump = new Pump(scene.InternalUrl, scene.CallerSecret.Reveal(), Connections, tenants, ownTokens: true);
        var before = await service.AskAsync<ServiceReport>();
        pump.AskEach();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var between = await service.AskAsync<ServiceReport>();
        var again = Stopwatch.GetTimestamp();
        pump.AskEach();
        var againSeconds = Stopwatch.GetElapsedTime(again).TotalSeconds;
        var after = await service.AskAsync<ServiceReport>();
        return new Run(
            seconds,
            againSeconds,
            (double)(between.Commands - before.Commands) / tenants,
            (double)(after.Commands - between.Commands) / tenants,
            (await scene.AskSimulatorAsync()).Calls - there.Calls);
    }

    private sealed record Run(double Seconds, double AgainSeconds, double Commands, double AgainCommands, long Calls);
}
