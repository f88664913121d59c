using System.Globalization;
using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>
/// Tenants that are connected, rotated, reconnected and disconnected, all at once, by a service that is killed at random instants over and
/// over, also before what an earlier kill left behind is done. Tenants do not touch each other, so one kill is an instant for each of them.
/// </summary>
public sealed class RandomKillTests(ITestOutputHelper output)
{
    private const string Rounds = "KILL_ROUNDS";
    private const string Seed = "KILL_SEED";
    private const int Tenants = 20;
    private const int CallsOfTenant = 8;

    private enum Order
    {
        Connect,
        Rotate,
        Disconnect,
    }

    [Fact]
    public async Task Killed_at_random_instants_over_and_over_every_tenant_ends_as_it_was_last_told()
    {
        var seed = Number(Seed, Random.Shared.Next());
        var rounds = Number(Rounds, 10);
        output.WriteLine($"{Seed}={seed} {Rounds}={rounds}");
        var random = new Random(seed);
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithQuickReviews);
        var tenants = Enumerable.Range(0, Tenants).Select(number => new MortalTenant(number)).ToList();
        await Task.WhenAll(tenants.Where((_, number) => number % 4 != 0).Select(deployment.ConnectAsync));

        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var underWay = 0;
        for (var round = 0; round < rounds; round++)
        {
            var orders = await OrdersAsync(deployment, tenants, random);
            var calls = deployment.Simulator.NetSuite.Journal.Entries[^1].Sequence + random.Next(Tenants * CallsOfTenant);
            var answers = orders.ConvertAll(given => GiveAsync(deployment, given.Tenant, given.Order));
            await WaitForCallsAsync(deployment, calls, answers, isPatient: random.Next(3) == 0);

            // And then a moment: with the one of the first certificate the only wait for a time in these tests.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System, TestContext.Current.CancellationToken);
            await deployment.KillAsync();
            await Task.WhenAll(answers);
            foreach (var (tenant, order) in orders)
            {
                underWay += IsUnderWay(deployment, tenant) ? 1 : 0;
                var state = $"{order} {StateOf(deployment, tenant)}";
                found[state] = found.GetValueOrDefault(state) + 1;
            }

            await deployment.StartServiceAsync();
        }

        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var tenant in tenants)
        {
            try
            {
                var end = await AssertSettledAsync(deployment, tenant);
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception)
            {
                output.WriteLine(KillStory.Of(deployment, tenant));
                throw;
            }
        }

        output.WriteLine(
            $"{tenants.Count * rounds} random instants, {underWay} of them with work under way, {deployment.Kills} kills; found at "
            + $"{string.Join(", ", found.Select(state => $"{state.Key} {state.Value}"))}; in the end {string.Join(", ", ends.Select(end => $"{end.Key} {end.Value}"))}.");
    }

    /// <summary>What each tenant is told in this round; most often something that makes sense now, sometimes before the last is done.</summary>
    private static async Task<List<(MortalTenant Tenant, Order Order)>> OrdersAsync(MortalDeployment deployment, List<MortalTenant> tenants, Random random)
    {
        var orders = new List<(MortalTenant Tenant, Order Order)>();
        foreach (var tenant in tenants)
        {
            var isConnected = deployment.Store.Scalar("SELECT \"Status\" FROM \"Tenants\" WHERE \"Name\" = @tenant", ("@tenant", tenant.Name)) == "Connected";
            var order = (isConnected, random.Next(6)) switch
            {
                (true, < 3) => Order.Rotate,
                (true, 3) or (false, 5) => Order.Disconnect,
                _ => Order.Connect,
            };
            tenant.User = random.Next(4) == 0 ? 318 : 317;
            orders.Add((tenant, order));
        }

        await Task.WhenAll(orders.Where(given => given.Order == Order.Connect).Select(given => deployment.CallbackAsync(given.Tenant.WithNewLink())));
        return orders;
    }

    private static Task<HttpStatusCode?> GiveAsync(MortalDeployment deployment, MortalTenant tenant, Order order) => order switch
    {
        Order.Connect => MortalDeployment.TryCallAsync(tenant),
        Order.Rotate => deployment.TryRotateAsync(tenant),
        _ => deployment.TryDisconnectAsync(tenant),
    };

    /// <summary>As many calls to NetSuite as were drawn, or all that there were when they were fewer.</summary>
    /// <param name="isPatient">Those of the reviews, which come later, are waited for as well.</param>
    private static async Task WaitForCallsAsync(MortalDeployment deployment, long calls, List<Task<HttpStatusCode?>> answers, bool isPatient)
    {
        var journal = deployment.Simulator.NetSuite.Journal;
        await Eventually.IsTrueAsync(
            () => journal.Entries[^1].Sequence >= calls
                || (answers.TrueForAll(answer => answer.IsCompleted)
                    && deployment.Store.Scalar("SELECT count(*) FROM \"Issuances\" WHERE \"DueAt\" IS NOT NULL") == "0"
                    && !(isPatient && IsReviewNear(deployment))),
            () => $"{calls} calls to NetSuite or nothing more to do");
    }

    private static bool IsReviewNear(MortalDeployment deployment) => deployment.Store.Scalar(
        "SELECT count(*) FROM \"Upkeeps\" WHERE \"ReviewAt\" < @near", ("@near", TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(10))) != "0";

    private static bool IsUnderWay(MortalDeployment deployment, MortalTenant tenant) =>
        !deployment.Store.HasNothingToIssue(tenant.Name)
        || deployment.Store.Scalar(
            "SELECT count(*) FROM \"Certificates\" WHERE \"Tenant\" = @tenant AND \"RevokedAt\" IS NULL AND (\"RetiredAt\" IS NOT NULL OR \"AbandonedAt\" IS NOT NULL)",
            ("@tenant", tenant.Name)) != "0"
        || deployment.Store.Scalar("SELECT \"Status\" FROM \"Tenants\" WHERE \"Name\" = @tenant", ("@tenant", tenant.Name)) == "Disconnected";

    private static string? StateOf(MortalDeployment deployment, MortalTenant tenant) => deployment.Store.Scalar(
        "SELECT \"State\" FROM \"Issuances\" WHERE \"Tenant\" = @tenant ORDER BY \"CreatedAt\" DESC LIMIT 1", ("@tenant", tenant.Name));

    private static async Task<string> AssertSettledAsync(MortalDeployment deployment, MortalTenant tenant)
    {
        // A tenant that no consent of which was ever taken up may not exist; a person begins again there.
        if (deployment.Store.Scalar("SELECT count(*) FROM \"Tenants\" WHERE \"Name\" = @tenant", ("@tenant", tenant.Name)) == "0")
        {
            await deployment.ConnectAsync(tenant.WithNewLink());
        }

        var status = (await KillAftermath.SettledAsync(deployment, tenant)).GetProperty("status").GetString()!;
        switch (status)
        {
            case "disconnected":
                await KillAftermath.AssertDisconnectedAsync(deployment, tenant);
                break;
            case "pending":
                await deployment.ConnectAsync(tenant.WithNewLink());
                await KillAftermath.AssertConnectedAsync(deployment, tenant);
                break;
            default:
                await KillAftermath.AssertConnectedAsync(deployment, tenant);
                break;
        }

        return status;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
