using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Certificates;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>What holds at every moment, whatever happened before.</summary>
internal static class Invariants
{
    private const int MostOfOurs = 2;

    /// <summary>A review interval, the time of doubt, and half an hour that a review which did not get through waits at the most.</summary>
    private static readonly TimeSpan Cycle = TimeSpan.FromHours(6) + TimeSpan.FromMinutes(15 + 30);

    public static void Check(World world)
    {
        if (world.Complaint is { } complaint)
        {
            throw new BrokenInvariantException(complaint);
        }

        foreach (var tenant in world.Tenants)
        {
            AtMostTwoAreActive(world, tenant);
            NothingForeignIsRevoked(tenant);
            EveryCertificateIsARow(world, tenant);
            AtMostOneIssuanceIsOpen(world, tenant);
            NothingIsLeftOfADisconnect(world, tenant);
            ConnectedIsTrue(world, tenant);
        }
    }

    public static IEnumerable<MappedCertificate> ActiveOurs(World world, SimulatedTenant tenant)
    {
        var now = world.NetSuite.Clock.GetUtcNow();
        return tenant.Account.Certificates.All.Where(c => !tenant.Foreign.Contains(c.Id) && c.IsActive(now));
    }

    public static string StatusOf(World world, SimulatedTenant tenant) =>
        world.Store.Text("select Status from Tenants where Name = $name", ("$name", tenant.Name.Value)) ?? "none";

    /// <summary>
    /// Whether NetSuite would take an assertion of the certificate that signs, from what only NetSuite knows. A role that may not log in
    /// by OAuth 2.0 any more is given tokens still, and each is refused where it is used.
    /// </summary>
    public static bool CanMint(World world, SimulatedTenant tenant)
    {
        var id = world.Store.Text(
            "select Id from Certificates where Tenant = $name and ActivatedAt is not null and RetiredAt is null and PrivateKey is not null order by ActivatedAt desc",
            ("$name", tenant.Name.Value));
        var now = world.NetSuite.Clock.GetUtcNow();
        var account = tenant.Account;
        return id is not null
            && account.Certificates.Find(id) is { } certificate
            && certificate.IsActive(now)
            && certificate.VisibleAt <= now
            && account.MayAct(certificate.Entity, certificate.Role)
            && account.FindInstallation(certificate.ClientId) is { State: IntegrationState.Enabled };
    }

    private static void AtMostTwoAreActive(World world, SimulatedTenant tenant)
    {
        var active = ActiveOurs(world, tenant).Where(c => !tenant.OutOfReach.Contains(c.Id) && !tenant.Shredded.Contains(c.Id)).ToList();
        Require(active.Count <= MostOfOurs, tenant, $"{active.Count} certificates of ours are active: {string.Join(", ", active.Select(c => Told(world, c)))}");
    }

    private static string Told(World world, MappedCertificate certificate) => $"{certificate.Id[..8]} of {certificate.Entity} since {certificate.CreatedAt:MM-dd HH:mm:ss}"
        + world.Store.Text(
            """
            select ', retired ' || coalesce(RetiredAt, '-') || ', given up ' || coalesce(AbandonedAt, '-') || ', revoking ' || coalesce(RevokingAt, '-')
                || ', revoked ' || coalesce(RevokedAt, '-') || ', key ' || (PrivateKey is not null)
            from Certificates where Id = $id
            """,
            ("$id", certificate.Id));

    private static void NothingForeignIsRevoked(SimulatedTenant tenant)
    {
        foreach (var id in tenant.Foreign)
        {
            Require(tenant.Account.Certificates.Find(id) is { RevokedAt: null }, tenant, $"somebody else's certificate {id} was revoked");
        }
    }

    private static void EveryCertificateIsARow(World world, SimulatedTenant tenant)
    {
        var rows = world.Store.Rows("select Id from Certificates where Tenant = $name", ("$name", tenant.Name.Value)).ToHashSet();
        foreach (var certificate in tenant.Account.Certificates.All.Where(c => !tenant.Foreign.Contains(c.Id)))
        {
            Require(rows.Contains(certificate.Id), tenant, $"no row knows certificate {certificate.Id}");
        }
    }

    private static void AtMostOneIssuanceIsOpen(World world, SimulatedTenant tenant)
    {
        var open = world.Store.Count(
            "select count(*) from Issuances where Tenant = $name and ClosedAt is null and State <> 'Exchanging'", ("$name", tenant.Name.Value));
        Require(open <= 1, tenant, $"{open} issuances are open");
    }

    private static void NothingIsLeftOfADisconnect(World world, SimulatedTenant tenant)
    {
        var name = ("$name", (object)tenant.Name.Value);
        if (StatusOf(world, tenant) != "Disconnected")
        {
            return;
        }

        Require(world.Store.Count("select count(*) from Tokens where Tenant = $name", name) == 0, tenant, "a token outlived the disconnect");
        var isDone = world.Store.Time("select ReviewAt from Upkeeps where Tenant = $name", name) is null
            && world.Store.Count("select count(*) from Issuances where Tenant = $name and DueAt is not null", name) == 0;
        if (isDone)
        {
            Require(
                world.Store.Count("select count(*) from Certificates where Tenant = $name and PrivateKey is not null", name) == 0,
                tenant,
                "a private key outlived the disconnect");
            var active = ActiveOurs(world, tenant).Select(c => c.Id).Except(tenant.Shredded).ToList();
            Require(active.Count == 0, tenant, $"certificates outlived the disconnect: {string.Join(", ", active)}");
        }
    }

    private static void ConnectedIsTrue(World world, SimulatedTenant tenant)
    {
        if (!world.IsClear || StatusOf(world, tenant) != "Connected" || CanMint(world, tenant))
        {
            tenant.FalseSince = null;
            return;
        }

        tenant.FalseSince ??= world.Now;
        Require(world.Now - tenant.FalseSince <= Cycle, tenant, $"says connected since {tenant.FalseSince:O}, and it is not true");
    }

    public static void Require(bool holds, SimulatedTenant tenant, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenInvariantException($"{tenant.Name.Value}: {otherwise}");
        }
    }
}
