using System.Globalization;

namespace Load;

/// <summary>
/// Everything moves at once: is any token wrong or too short-lived, and is any error one that the contract does not have for that moment?
/// </summary>
internal sealed class TurmoilLoad(TurmoilArguments arguments)
{
    private const int Tenants = 20;
    private const int Accounts = 16;
    private const int Clients = 4;

    /// <summary>Ten seconds more than the longest <c>min_ttl</c>: who asks for that needs a new token every ten seconds, so NetSuite is really asked.</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(3010);

    /// <summary>Short, so that the hang is felt.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A second more than NetSuite is waited for.</summary>
    public static TimeSpan LongestAnswer => RequestTimeout + TimeSpan.FromSeconds(1);

    /// <summary>The last tenants share accounts with the first.</summary>
    public static string AccountOf(int tenant) => Admins.AccountOf(tenant % Accounts);

    /// <summary>Null when a word is not understood; else whether every bar was held.</summary>
    public static async Task<bool?> RunAsync(IReadOnlyList<string> args) =>
        TurmoilArguments.Parse(args) is { } arguments ? await new TurmoilLoad(arguments).RunAsync() : null;

    private async Task<bool> RunAsync()
    {
        await using var scene = await Scene.OpenAsync(TimeSpan.Zero, TokenLife);
        using var http = new HttpClient { BaseAddress = new Uri(scene.InternalUrl), Timeout = Patience };
        var clients = Enumerable.Range(0, Clients).Select(number => new TurmoilClient($"job-{number}")).ToList();
        var secrets = new SecretRotation(scene.PathOf("callers.json"), http, clients);
        secrets.Write();
        var service = await StartAsync(scene);
        await ConnectAsync(scene);

        var before = await scene.AskSimulatorAsync();
        var (timeline, seen) = (new Timeline(), new SeenTokens());
        var askers = Enumerable.Range(0, arguments.Callers).Select(number => new Asker(http, clients[number % Clients], Tenants, timeline, seen)).ToList();
        await using var script = new TurmoilScript(scene, timeline, secrets, () => StartAsync(scene), service);
        using var stop = new CancellationTokenSource();
        var asking = Task.WhenAll(askers.Select(asker => Task.Run(() => asker.AskAsync(stop.Token))));
        await script.RunAsync();
        await timeline.UntilAsync(arguments.Length.TotalSeconds);
        await stop.CancelAsync();
        await asking;

        var report = new TurmoilReport(timeline, askers.SelectMany(asker => asker.Exchanges).OrderBy(exchange => exchange.Ended).ToList());
        report.Judge(await JudgeAsync(scene, timeline));
        return report.Print(script, secrets, seen, (await scene.AskSimulatorAsync()).TokenRequests - before.TokenRequests);
    }

    private static Task<ChildProcess> StartAsync(Scene scene) => ChildProcess.StartAsync(
        ServiceProcess.Role,
        new(scene.Settings(concurrency: 64, TimeSpan.FromMinutes(70)))
        {
            [ServiceProcess.File] = scene.PathOf("callers.json"),
            ["NetSuite:RequestTimeout"] = RequestTimeout.ToString(),

            // Standard output is where it answers; what it complains of is shown.
            ["Serilog:WriteTo:0:Name"] = "Console",
            ["Serilog:WriteTo:0:Args:standardErrorFromLevel"] = "Verbose",
        });

    private static async Task ConnectAsync(Scene scene)
    {
        using var admins = new Admins(scene, AccountOf);
        await admins.ConnectAsync(0, Tenants);
        while (await scene.CountAsync($"SELECT {Tenants} - count(*) FROM Tenants WHERE Status = 'Connected'") > 0)
        {
            await Task.Delay(Glance, TimeProvider.System);
        }
    }

    private static async Task<Judge> JudgeAsync(Scene scene, Timeline timeline)
    {
        var owners = await scene.PairsAsync("SELECT Id, Tenant FROM Certificates");
        var renewals = await scene.PairsAsync("SELECT Tenant, ActivatedAt FROM Certificates WHERE ActivatedAt IS NOT NULL");
        return new Judge(
            timeline,
            owners.ToDictionary(row => row.First, row => row.Second),
            renewals.ToLookup(row => row.First, row => DateTimeOffset.Parse(row.Second, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
            settled: LongestAnswer,
            LongestAnswer);
    }
}
