using System.Diagnostics;

namespace Load;

/// <summary>All certificates become due at once. What does a renewal cost, does the cost grow with the crowd, and is anybody harmed?</summary>
internal sealed class RotationLoad(Scene scene)
{
    /// <summary>Renewed before the measuring begins: .NET settles late.</summary>
    private const int WarmUp = 100;

    private const string Due = "SELECT count(*) FROM Upkeeps WHERE RotateAt <= strftime('%Y-%m-%d %H:%M:%f', 'now')";
    private const string Open = "SELECT count(*) FROM Issuances WHERE DueAt IS NOT NULL";
    private const string Draining = "SELECT count(*) FROM Certificates WHERE RetiredAt IS NOT NULL AND RevokedAt IS NULL";
    private const string Reviews = "SELECT count(*) FROM Upkeeps WHERE ReviewAt <= strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 minute')";

    /// <summary>Short, so that the end of the old certificates is part of it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args)
    {
        if (RotationArguments.Parse(args) is not { } arguments)
        {
            return null;
        }

        await using var scene = await Scene.OpenAsync(arguments.Latency);
        var load = new RotationLoad(scene);
        var results = new List<RotationResult>();
        var seeded = 0;
        foreach (var tenants in new[] { arguments.Tenants / 10, arguments.Tenants })
        {
            await load.SeedAsync(seeded, tenants);
            seeded = tenants;
            foreach (var concurrency in arguments.Concurrency)
            {
                var result = await load.MeasureAsync(tenants, concurrency);
                results.Add(result);
                Console.WriteLine(result.Line);
            }
        }

        RotationReport.Print(results);
        return results.TrueForAll(result => result.MissedBars.Count == 0);
    }

    private async Task SeedAsync(int from, int to)
    {
        var started = Stopwatch.GetTimestamp();
        await using var service = await scene.StartServiceAsync(concurrency: 64, Overlap);
        using var admins = new Admins(scene);
        await admins.ConnectAsync(from, to);
        Console.WriteLine($"{to - from} consents given in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        await UntilNoneAsync($"SELECT {to} - count(*) FROM Tenants WHERE Status = 'Connected'");
        await SettleAsync();
        Console.WriteLine($"{to} tenants connected; the last {to - from} took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private async Task<RotationResult> MeasureAsync(int tenants, int concurrency)
    {
        await using var service = await scene.StartServiceAsync(concurrency, Overlap);
        await using var jobs = new Jobs(scene, tenants);
        await MakeDueAsync(WarmUp);
        await SettleAsync();

        var (before, there) = (await service.AskAsync<ServiceReport>(), await scene.AskSimulatorAsync());
        var started = await MakeDueAsync(tenants);
        await UntilNoneAsync(Due);
        var renewed = Stopwatch.GetElapsedTime(started);
        await SettleAsync();
        var all = Stopwatch.GetElapsedTime(started);
        var (after, thereAfter) = (await service.AskAsync<ServiceReport>(), await scene.AskSimulatorAsync());
        await jobs.StopAsync();
        return new RotationResult(tenants, concurrency, renewed, all, before, after, there, thereAfter, jobs);
    }

    /// <summary>Answers when the service took notice, which it does every fifteen seconds.</summary>
    private async Task<long> MakeDueAsync(int tenants)
    {
        await scene.ExecuteAsync(
            $"UPDATE Upkeeps SET RotateAt = strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 second') WHERE Tenant < '{Admins.NameOf(tenants)}'");
        while (await scene.CountAsync(Open) == 0)
        {
            await Task.Delay(Glance / 10, TimeProvider.System);
        }

        return Stopwatch.GetTimestamp();
    }

    /// <summary>Nothing is due, under way, or to be revoked any more.</summary>
    private async Task SettleAsync()
    {
        foreach (var left in new[] { Due, Open, Draining, Reviews })
        {
            await UntilNoneAsync(left);
        }
    }

    private async Task UntilNoneAsync(string sql)
    {
        var (least, since) = (long.MaxValue, Stopwatch.GetTimestamp());
        while (await scene.CountAsync(sql) is > 0 and var left)
        {
            if (left < least)
            {
                (least, since) = (left, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException($"{left} are left, and that does not change: {sql}");
            }

            await Task.Delay(Glance, TimeProvider.System);
        }
    }
}
