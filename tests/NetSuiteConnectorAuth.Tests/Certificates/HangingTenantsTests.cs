using System.Diagnostics;
using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>
/// All certificates are due at once, and NetSuite hangs for nearly a third of the tenants. Scaled down to what a test may
/// take: a tenth, 100 tenants of whom 30 hang; two seconds for the time-out; and 16 outbound requests, so that those who hang are still
/// several times as many as background work may have under way. They are the longest due, which is the worst order there is. Alone on the
/// machine, for the time is real: two seconds are not much for who is asked beside other tests.
/// </summary>
[Collection(Alone.Name)]
public sealed class HangingTenantsTests
{
    private const int Tenants = 100;
    private const int Hanging = 30;
    private static readonly string Healthy = $"CAST(substr(Tenant, 8) AS INTEGER) >= {Hanging}";
    private const string Format = "strftime('%Y-%m-%d %H:%M:%f'";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Whoever_hangs_holds_up_neither_the_renewals_nor_the_tokens_of_the_others()
    {
        await using var deployment = await MortalDeployment.StartAsync(settings =>
        {
            settings["NetSuite:RequestTimeout"] = RequestTimeout.ToString();
            settings["NetSuite:MaxConcurrentRequests"] = "16";
        });
        deployment.Simulator.NetSuite.Options.AccessTokenAlgorithm = "ES256";
        await ConnectAllAsync(deployment);

        await deployment.KillAsync();
        deployment.Store.Execute($"UPDATE Upkeeps SET RotateAt = CASE WHEN {Healthy} THEN {Format}, 'now', '-1 hour') ELSE {Format}, 'now', '-2 hours') END");
        deployment.Store.Execute("DELETE FROM Tokens");
        var gates = Enumerable.Range(0, Hanging).Select(number => Hang(deployment, new MortalTenant(number).Account)).ToList();
        await deployment.StartServiceAsync();
        await Eventually.IsTrueAsync(() => gates.Exists(gate => gate.Any(hold => hold.Held > 0)), () => "somebody hangs");

        var waits = new List<TimeSpan>();
        var asked = Hanging;
        await Eventually.IsTrueAsync(
            async () =>
            {
                waits.Add(await AskTokenAsync(deployment, new MortalTenant(asked).Name));
                asked = asked + 1 < Tenants ? asked + 1 : Hanging;
                return Count(deployment, $"SELECT count(*) FROM Upkeeps WHERE RotateAt <= {Format}, 'now') AND {Healthy}") == 0;
            },
            () => "every tenant that does not hang is renewed");

        Assert.All(gates, gate => Assert.Contains(gate, hold => hold.Hits > 0));
        Assert.True(waits.Order().ElementAt(waits.Count / 2) < RequestTimeout / 4, $"Tokens waited {waits.Order().ElementAt(waits.Count / 2)}.");
        for (var number = 0; number < Tenants; number++)
        {
            var account = deployment.Simulator.NetSuite.FindAccount(new MortalTenant(number).Account)!;
            Assert.Equal(number < Hanging ? 1 : 2, account.Certificates.All.Count);
        }

        Assert.Equal(Tenants, Count(deployment, "SELECT count(*) FROM Tenants WHERE Status = 'Connected'"));
    }

    private static async Task ConnectAllAsync(MortalDeployment deployment)
    {
        await Parallel.ForAsync(0, Tenants, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var tenant = new MortalTenant(number);
            await deployment.CallbackAsync(tenant);
            Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
            tenant.Admin!.Dispose();
        });
        await Eventually.IsTrueAsync(
            () => Count(deployment, "SELECT count(*) FROM Issuances WHERE DueAt IS NULL AND State = 'Activated'") == Tenants, () => "all are connected");
    }

    private static List<ActiveFault> Hang(MortalDeployment deployment, string account) =>
    [
        .. new[] { Operation.TokenClientCredentials, Operation.CertificatesList, Operation.CertificatesUpload }.Select(operation =>
            deployment.Simulator.NetSuite.Faults.Add(new Fault(operation, FaultKind.HoldBefore) { Account = account })),
    ];

    /// <summary>Nothing is kept from before, so NetSuite has to be asked. Answers how long it took.</summary>
    private static async Task<TimeSpan> AskTokenAsync(MortalDeployment deployment, string tenant)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await deployment.RequestTokenAsync(tenant);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Stopwatch.GetElapsedTime(started);
    }

    private static int Count(MortalDeployment deployment, string sql) =>
        int.Parse(deployment.Store.Scalar(sql)!, System.Globalization.CultureInfo.InvariantCulture);
}
