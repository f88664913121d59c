using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>Six months of whatever happens, then quiet days in which everything must come right by itself.</summary>
internal sealed class HalfAYear(World world)
{
    private static readonly TimeSpan Length = TimeSpan.FromDays(183);

    public async Task LiveAsync()
    {
        world.Tally.Seeds++;
        var happenings = new Happenings(world);
        var customer = new Customer(world);
        foreach (var tenant in world.Tenants)
        {
            await world.DoAsync(node => customer.ConsentAsync(node, tenant));
            await world.PassAsync(TimeSpan.FromMinutes(10));
        }

        var end = world.Now + Length;
        while (world.Now < end)
        {
            await happenings.OneAsync();
        }

        world.Note("From now on it is quiet");
        happenings.CalmDown();
        happenings.SetClockRight();
        world.Expect(() => Task.CompletedTask, 0);
        world.Node.Mortality.Live();
        world.Tenants.ForEach(tenant =>
        {
            customer.Mends(tenant);
            tenant.FalseSince = null;
        });
        await world.PassAsync(TimeSpan.FromDays(2));
        NothingIsDueForEver();
        foreach (var tenant in world.Tenants)
        {
            await IsRightAsync(tenant);
        }

        await ConnectTheOthersAsync(customer);
        foreach (var tenant in world.Tenants)
        {
            Invariants.Require(Invariants.StatusOf(world, tenant) == "Connected", tenant, "cannot be connected any more");
            await IsRightAsync(tenant);
        }

        world.Tally.Uploads += world.Tenants.Sum(tenant => tenant.Account.Certificates.All.Count - tenant.Foreign.Count);
    }

    /// <summary>Whoever is not connected now can be, with one consent.</summary>
    private async Task ConnectTheOthersAsync(Customer customer)
    {
        foreach (var tenant in world.Tenants.Where(tenant => Invariants.StatusOf(world, tenant) != "Connected"))
        {
            await world.DoAsync(node => customer.ConsentAsync(node, tenant));
        }

        await world.PassAsync(TimeSpan.FromDays(1));
    }

    private void NothingIsDueForEver()
    {
        var open = world.Store.Rows("select Tenant, State, LastError from Issuances where ClosedAt is null or DueAt is not null");
        foreach (var tenant in world.Tenants)
        {
            Invariants.Require(open.Count == 0, tenant, $"still at work after two quiet days: {string.Join(", ", open)}");
        }

        if (world.Store.NextDue() is { } due && due <= world.Now)
        {
            throw new BrokenInvariantException($"Something is due since {due:O}.");
        }
    }

    private async Task IsRightAsync(SimulatedTenant tenant)
    {
        var status = Invariants.StatusOf(world, tenant);
        var active = Invariants.ActiveOurs(world, tenant).Select(c => c.Id).ToList();
        if (status == "Connected")
        {
            TokenAnswer? answer = null;
            await world.DoAsync(async node => answer = await world.AskAsync(node, tenant));
            Invariants.Require(answer is TokenAnswer.Issued, tenant, "says connected after two quiet days and gives no token");
            var signing = world.Store.Rows(
                "select Id from Certificates where Tenant = $name and ActivatedAt is not null and RetiredAt is null and RevokedAt is null",
                ("$name", tenant.Name.Value));
            Invariants.Require(signing.Count == 1, tenant, $"{signing.Count} certificates sign");
            var orphans = active.Except(signing).Except(tenant.Shredded).ToList();
            Invariants.Require(orphans.Count == 0, tenant, $"orphans at NetSuite: {string.Join(", ", orphans)}");
        }
        else
        {
            var left = active.Except(tenant.Shredded).ToList();
            Invariants.Require(left.Count == 0, tenant, $"is {status}, and NetSuite still has {string.Join(", ", left)}");
        }
    }
}
