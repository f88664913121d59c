using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>What may happen next, and how often compared with the rest.</summary>
internal sealed class Happenings
{
    private readonly World _world;
    private readonly Customer _customer;
    private readonly (int Weight, Func<SimulatedTenant, Task> Happens)[] _all;
    private readonly Func<SimulatedTenant, Task>[] _meanwhile;

    public Happenings(World world)
    {
        _world = world;
        _customer = new Customer(world);
        _all =
        [
            (26, _ => PassAsync(TimeSpan.FromMinutes(Random.Next(1, 100)))),
            (26, _ => SleepAsync()),
            (4, _ => PassAsync(TimeSpan.FromHours(8))),
            (10, tenant => _world.DoAsync(node => _customer.ConsentAsync(node, tenant))),
            (8, tenant => _world.DoAsync(node => BeginNowAsync(node, tenant))),
            (3, tenant => _world.DoAsync(node => PauseAsync(node, tenant))),
            (4, tenant => _world.DoAsync(node => DisconnectAsync(node, tenant))),
            (10, JobAsksAsync),
            (6, tenant => Now(() => _customer.Harms(tenant))),
            (6, tenant => Now(() => _customer.Mends(tenant))),
            (4, tenant => _world.DoAsync(node => _customer.SomebodyElseUploadsAsync(node, tenant))),
            (7, _ => Now(() => _world.Note($"A storm: {_world.Weather.Storm()}"))),
            (14, _ => Now(CalmDown)),
            (3, _ => Now(SetClock)),
        ];
        _meanwhile =
        [
            tenant => _customer.ConsentAsync(_world.Node, tenant),
            tenant => DisconnectAsync(_world.Node, tenant),
            tenant => BeginNowAsync(_world.Node, tenant),
            tenant => Now(() => _customer.Harms(tenant)),
            _ => _world.TakeOverAsync(),
            _ => Now(() => _world.Time.Advance(TimeSpan.FromSeconds(Random.Next(1, 29)))),
        ];
    }

    private Random Random => _world.Random;

    public async Task OneAsync()
    {
        _world.Tally.Events++;
        var tenant = _world.Tenants[Random.Next(_world.Tenants.Count)];
        if (Random.Next(12) == 0)
        {
            _world.Node.Mortality.DieIn(Random.Next(1, 40));
        }

        if (Random.Next(6) == 0)
        {
            var happens = _meanwhile[Random.Next(_meanwhile.Length)];
            _world.Expect(() => happens(tenant), 0.1 + (0.4 * Random.NextDouble()));
        }

        var choice = Random.Next(_all.Sum(one => one.Weight));
        foreach (var (weight, happens) in _all)
        {
            choice -= weight;
            if (choice < 0)
            {
                await happens(tenant);
                break;
            }
        }

        Invariants.Check(_world);
    }

    public void CalmDown()
    {
        _world.Note("The weather is calm");
        _world.Weather.Clear();
    }

    public void SetClockRight()
    {
        var wrong = _world.NetSuite.Clock.Offset;
        _world.Time.Set(wrong);
        _world.NetSuite.Clock.Offset = TimeSpan.Zero;
    }

    private static Task Now(Action happens)
    {
        happens();
        return Task.CompletedTask;
    }

    private Task PassAsync(TimeSpan span)
    {
        _world.Note($"{span} pass");
        return _world.PassAsync(span);
    }

    private async Task SleepAsync()
    {
        var span = TimeSpan.FromHours(Random.Next(8, 20 * 24));
        _world.Note($"{span} are slept through");
        await _world.SleepAsync(span);
    }

    private async Task BeginNowAsync(Node node, SimulatedTenant tenant)
    {
        var refusal = await node.Get<Rotations>().BeginNowAsync(tenant.Name, CancellationToken.None);
        _world.Note($"An operator rotates {tenant.Name.Value}: {refusal?.Code.ToString() ?? "begun"}");
    }

    private async Task PauseAsync(Node node, SimulatedTenant tenant)
    {
        var paused = Random.Next(3) == 0;
        _world.Note($"An operator {(paused ? "pauses" : "resumes")} {tenant.Name.Value}");
        await node.Get<Rotations>().PauseAsync(tenant.Name, paused, CancellationToken.None);
    }

    private async Task DisconnectAsync(Node node, SimulatedTenant tenant)
    {
        var force = Random.Next(5) == 0;
        _world.Note($"An operator disconnects {tenant.Name.Value}{(force ? " by force" : "")}");
        try
        {
            var done = await node.Get<DisconnectFlow>().DisconnectAsync(tenant.Name, force, "operator", CancellationToken.None);
            _world.Note($"  {(done is null ? "no such tenant" : done.Value ? "done" : "not all is done yet")}");
        }
        finally
        {
            if (force)
            {
                tenant.Shredded.UnionWith(_world.Store.Rows(
                    "select Id from Certificates where Tenant = $name and PrivateKey is null and RevokedAt is null", ("$name", tenant.Name.Value)));
            }
        }
    }

    /// <summary>With no fault active, and the pauses of earlier failures over, who says connected and is gets a token.</summary>
    private async Task JobAsksAsync(SimulatedTenant tenant)
    {
        TokenAnswer? answer = null;
        for (var attempt = 0; attempt < 3 && answer is not TokenAnswer.Issued; attempt++)
        {
            var deaths = _world.Tally.Deaths + _world.Tally.TakeOvers;
            var mustSucceed = attempt == 2 && _world.IsClear && Invariants.StatusOf(_world, tenant) == "Connected" && Invariants.CanMint(_world, tenant);
            await _world.DoAsync(async node => answer = await _world.AskAsync(node, tenant));
            mustSucceed &= deaths == _world.Tally.Deaths + _world.Tally.TakeOvers && _world.IsClear && Invariants.CanMint(_world, tenant)
                && Invariants.StatusOf(_world, tenant) != "Disconnected";
            Invariants.Require(!mustSucceed || answer is TokenAnswer.Issued, tenant, "says connected, NetSuite would take its certificate, and it gives no token");

            // Two of them are longer than NetSuite ever asks us to wait here.
            _world.Time.Advance(Road.LongestRetryAfter * 0.55);
        }
    }

    private void SetClock()
    {
        // Within what is followed, or now and then further.
        var limit = Random.Next(4) == 0 ? 3000 : 500;
        var by = _world.NetSuite.Clock.Offset + TimeSpan.FromSeconds(Random.Next(-limit, limit));
        _world.Note($"The clock of this machine is set by {by}");
        _world.Time.Set(by);
        _world.NetSuite.Clock.Offset -= by;
        _world.Tenants.ForEach(tenant => tenant.FalseSince = null);
    }
}
