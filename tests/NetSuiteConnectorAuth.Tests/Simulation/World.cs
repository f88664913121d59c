using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteSimulator;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>
/// One seed: a NetSuite, a store, the process that works on it, and a chance that decides what happens next. One thing after the other,
/// also where it is meant to be at once: what happens "meanwhile" happens inside of a call.
/// </summary>
internal sealed partial class World : IAsyncDisposable
{
    /// <summary>
    /// For what waits for the very call it happens in. All else is over long before, also on a busy machine: in so many turns, and not in one
    /// time, which a machine that stands still lets pass as well.
    /// </summary>
    private const int Patience = 100;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    private readonly string _keys;
    private readonly Lane _lane;
    private readonly List<string> _story = [];
    private bool _isMeanwhile;
    private Task? _straggler;
    private Func<Task>? _meanwhile;
    private double _meanwhileShare;

    private World(int seed, Lane lane, string database)
    {
        Seed = seed;
        Random = new Random(seed);
        Weather = new Weather(Random);
        _lane = lane;
        _keys = lane.Keys;
        Database = database;
    }

    public int Seed { get; }

    public Random Random { get; }

    public Weather Weather { get; }

    public SimulatedTime Time => _lane.Time;

    public InProcessNetSuite Remote => _lane.Remote;

    public SimulatedNetSuite NetSuite => Remote.NetSuite;

    public string Database { get; }

    public Node Node { get; private set; } = null!;

    public StoreView Store { get; private set; } = null!;

    public List<SimulatedTenant> Tenants { get; } = [];

    public Tally Tally { get; } = new();

    /// <summary>What was seen to be wrong in the midst of a call, where nothing may be thrown; the next check throws it.</summary>
    public string? Complaint { get; set; }

    /// <summary>All that happened so far, a line each.</summary>
    public string Story => string.Join('\n', _story);

    /// <summary>Nothing disturbs a call, and our clock is not so wrong that it must be mended by hand.</summary>
    public bool IsClear => Weather.IsCalm && NetSuiteClock.IsFollowed(NetSuite.Clock.Offset);

    public DateTimeOffset Now => Time.GetUtcNow();

    public static async Task<World> OpenAsync(int seed, Lane lane)
    {
        var world = new World(seed, lane, lane.NewDatabase(seed));
        lane.Time.Restart(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        world.NetSuite.Reset();
        var options = world.NetSuite.Options;
        options.GrantedValidityDays = world.Random.Next(3) switch { 0 => null, 1 => 60, _ => 14 };
        options.CertificateVisibilityDelay = world.Random.Next(3) == 0 ? TimeSpan.FromSeconds(world.Random.Next(1, 90)) : TimeSpan.Zero;
        options.CertificateListDelay = world.Random.Next(3) == 0 ? TimeSpan.FromSeconds(world.Random.Next(1, 30)) : TimeSpan.Zero;
        options.RevokingCertificateStopsIssuedTokens = world.Random.Next(2) == 0;
        options.ListInactiveCertificates = world.Random.Next(2) == 0;
        string[] accounts = world.Random.Next(3) switch { 0 => ["1234567"], 1 => ["1234567_SB1"], _ => ["1234567", "1234567_SB1"] };
        world.Tenants.AddRange(accounts.Select((account, index) =>
            new SimulatedTenant(TenantName.Parse($"tenant-{index + 1}"), world.NetSuite.FindAccount(account)!)));
        world.Note($"granted days {options.GrantedValidityDays}, visible after {options.CertificateVisibilityDelay}, listed after {options.CertificateListDelay}, "
            + $"revoking stops tokens {options.RevokingCertificateStopsIssuedTokens}, lists inactive {options.ListInactiveCertificates}, {string.Join(" and ", accounts)}");
        world.Node = await world.StartNodeAsync();
        world.Store = new StoreView(world.Database);
        return world;
    }

    public void Note(string line) => _story.Add($"{Now:MM-dd HH:mm:ss} {line}");

    public void Called(string what, Fault fault)
    {
        Tally.Calls++;
        Tally.Faults += fault is Fault.None ? 0 : 1;
        Note($"    {what}{(fault is Fault.None ? "" : $" [{fault}]")}");
    }

    /// <summary>During the next calls this happens once, inside of one of them.</summary>
    public void Expect(Func<Task> meanwhile, double share) => (_meanwhile, _meanwhileShare) = (meanwhile, share);

    public async Task MeanwhileAsync(string what)
    {
        if (_isMeanwhile || _straggler is not null || _meanwhile is not { } action || Random.NextDouble() >= _meanwhileShare)
        {
            return;
        }

        _meanwhile = null;
        _isMeanwhile = true;
        Tally.Races++;
        Note($"  meanwhile, in {what}:");
        var happening = action();
        try
        {
            for (var turn = 0; turn < Patience && !happening.IsCompleted; turn++)
            {
                await Task.WhenAny(happening, Task.Delay(Turn, TimeProvider.System));
            }

            if (!happening.IsCompleted)
            {
                // It waits for the very call it happens in, as a caller does who joins a flight.
                _straggler = happening;
                return;
            }

            await happening;
        }
        finally
        {
            _isMeanwhile = false;
            Note("  and so on");
        }
    }

    /// <summary>Something is done in the present process, which may die of it; then a new one is started on the same store.</summary>
    public async Task DoAsync(Func<Node, Task> action)
    {
        var node = Node;
        try
        {
            await action(node);
            if (_straggler is { } straggler)
            {
                _straggler = null;
                await straggler;
            }
        }
        catch (Exception) when (node.Mortality.IsDead || node != Node)
        {
            // Whatever it threw on its way, it is dead or about to be.
        }

        _straggler = null;
        if (node.Mortality.IsDead && node == Node)
        {
            Tally.Deaths++;
            Note("  the process died; another one starts");
            await ReplaceAsync(node);
        }
        else if (node != Node)
        {
            Note("  the process that was held up is killed");
            node.Mortality.Kill();
            await node.DisposeAsync();
        }
        else
        {
            Complain(node);
        }
    }

    /// <summary>The present process stands still in the midst of a call; another one takes the store over and goes on.</summary>
    public async Task TakeOverAsync()
    {
        Tally.TakeOvers++;
        Note("  this process is held up; another one takes over");
        Node.LoseFileLock();
        Node = await StartNodeAsync();
        await WorkAsync(Node);
    }

    public async ValueTask DisposeAsync()
    {
        Store?.Dispose();
        if (Node is not null)
        {
            await Node.DisposeAsync();
        }

        _lane.Forget(Database);
    }

    private async Task ReplaceAsync(Node dead)
    {
        await dead.DisposeAsync();
        Node = await StartNodeAsync();
    }

    private Task<Node> StartNodeAsync() => Node.StartAsync(Database, _keys, Time, this);

    private static void Complain(Node node)
    {
        if (node.Errors.Lines is [var error, ..])
        {
            throw new BrokenInvariantException($"The service reported an error of its own: {error}");
        }
    }
}
