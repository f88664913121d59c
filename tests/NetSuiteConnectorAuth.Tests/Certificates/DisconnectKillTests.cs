using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>
/// kill -9 at every step of a disconnect, and of a disconnect that meets a certificate in the making: in the end NetSuite takes nothing of
/// ours and no key is kept; no key goes before NetSuite has confirmed that.
/// </summary>
public sealed class DisconnectKillTests(ITestOutputHelper output)
{
    private static readonly FaultKind[] BeforeAndAfter = [FaultKind.HoldBefore, FaultKind.HoldAfter];

    /// <summary>Of a tenant with two certificates, one of which drains: the operation, and how many of its kind come before.</summary>
    private static readonly (Operation Operation, int Skip)[] CallsOfDisconnect =
    [
        (Operation.TokenClientCredentials, 0),
        (Operation.CertificatesList, 0),
        (Operation.CertificatesRevoke, 0),
        (Operation.CertificatesRevoke, 1),
    ];

    private static readonly (Operation Operation, int Skip)[] CallsOfIssuance =
    [
        (Operation.CertificatesList, 0),
        (Operation.CertificatesUpload, 0),
        (Operation.TokenClientCredentials, 0),
        (Operation.CertificatesList, 1),
    ];

    [Fact]
    public async Task Killed_before_or_after_any_call_of_a_disconnect_the_next_process_completes_it()
    {
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithShortLeases);
        var tenants = new List<(MortalTenant Tenant, Operation Operation, int Skip, FaultKind Kind)>();
        foreach (var (operation, skip) in CallsOfDisconnect)
        {
            foreach (var kind in BeforeAndAfter)
            {
                var tenant = new MortalTenant(tenants.Count);
                tenants.Add((tenant, operation, skip, kind));
                await KillAftermath.PlantForeignAsync(deployment, tenant);
                await deployment.ConnectAsync(tenant);
                Assert.Equal(HttpStatusCode.Accepted, await deployment.TryRotateAsync(tenant));
            }
        }

        foreach (var (tenant, _, _, _) in tenants)
        {
            await Eventually.IsTrueAsync(() => deployment.Store.HasNothingToIssue(tenant.Name), () => $"{tenant.Name} has two certificates");
        }

        var holds = tenants.ConvertAll(instant => deployment.Simulator.NetSuite.Faults.Add(
            new Fault(instant.Operation, instant.Kind) { Account = instant.Tenant.Account, Skip = instant.Skip, Times = 1 }));
        var orders = tenants.ConvertAll(instant => deployment.TryDisconnectAsync(instant.Tenant));
        await AwaitHeldAsync(holds);
        await deployment.KillAsync();
        Assert.All(await Task.WhenAll(orders), Assert.Null);
        await deployment.StartServiceAsync();

        // Nobody asks again: what was begun is completed.
        foreach (var (tenant, _, _, _) in tenants)
        {
            await KillAftermath.AssertDisconnectedAsync(deployment, tenant);
        }

        output.WriteLine($"{tenants.Count} instants at calls of a disconnect to NetSuite, {deployment.Kills} kill: {tenants.Count} tenants disconnected, nothing of ours left.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_while_a_disconnected_tenant_had_a_certificate_in_the_making_nothing_of_it_is_left(bool isFirstCertificate)
    {
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithShortLeases);
        var tenants = new List<MortalTenant>();
        var holds = new List<ActiveFault>();
        foreach (var (operation, skip) in CallsOfIssuance)
        {
            foreach (var kind in BeforeAndAfter)
            {
                var tenant = new MortalTenant(tenants.Count);
                tenants.Add(tenant);
                await KillAftermath.PlantForeignAsync(deployment, tenant);
                if (!isFirstCertificate)
                {
                    await deployment.ConnectAsync(tenant);
                }

                holds.Add(deployment.Simulator.NetSuite.Faults.Add(new Fault(operation, kind) { Account = tenant.Account, Skip = skip, Times = 1 }));
                if (isFirstCertificate)
                {
                    await deployment.CallbackAsync(tenant);
                    Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
                }
                else
                {
                    Assert.Equal(HttpStatusCode.Accepted, await deployment.TryRotateAsync(tenant));
                }
            }
        }

        await AwaitHeldAsync(holds);
        foreach (var tenant in tenants)
        {
            Assert.True(await deployment.TryDisconnectAsync(tenant) is HttpStatusCode.OK or HttpStatusCode.Accepted);
        }

        await deployment.KillAsync();
        await deployment.StartServiceAsync();
        foreach (var tenant in tenants)
        {
            await KillAftermath.AssertDisconnectedAsync(deployment, tenant);
        }

        output.WriteLine($"{tenants.Count} instants of a certificate's making, disconnected and then killed: nothing of ours left.");
    }

    [Fact]
    public async Task Killed_after_any_step_that_a_disconnect_writes_down_the_next_process_completes_it()
    {
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithShortLeases);
        MortalTenant unwritten = new(0), written = new(1), unconfirmed = new(2);
        foreach (var tenant in new[] { unwritten, written, unconfirmed })
        {
            await KillAftermath.PlantForeignAsync(deployment, tenant);
            await deployment.ConnectAsync(tenant);
        }

        deployment.Store.Refuse("written", $"""UPDATE ON "Tenants" WHEN NEW."Name" = '{unwritten.Name}' AND NEW."Status" = 'Disconnected'""");
        deployment.Store.Refuse("looked at", $"""UPDATE ON "Upkeeps" WHEN NEW."Tenant" = '{written.Name}' AND OLD."RotateAt" IS NULL""");
        deployment.Store.Refuse("confirmed", $"""UPDATE ON "Certificates" WHEN NEW."Tenant" = '{unconfirmed.Name}' AND NEW."RevokedAt" IS NOT NULL""");
        foreach (var tenant in new[] { unwritten, written, unconfirmed })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await deployment.TryDisconnectAsync(tenant));
        }

        // The key is kept until the store knows that NetSuite took the certificate back.
        Assert.NotNull(Assert.Single(deployment.Simulator.NetSuite.FindAccount(unconfirmed.Account)!.Certificates.All, c => c.Id != unconfirmed.Foreign).RevokedAt);
        Assert.Equal("1", deployment.Store.Scalar(
            "SELECT count(*) FROM \"Certificates\" WHERE \"Tenant\" = @tenant AND \"PrivateKey\" IS NOT NULL", ("@tenant", unconfirmed.Name)));

        await deployment.KillAsync();
        foreach (var name in new[] { "written", "looked at", "confirmed" })
        {
            deployment.Store.Allow(name);
        }

        await deployment.StartServiceAsync();
        await KillAftermath.AssertDisconnectedAsync(deployment, written);
        await KillAftermath.AssertDisconnectedAsync(deployment, unconfirmed);

        // This one's order was never taken, and its answer said so.
        await KillAftermath.AssertConnectedAsync(deployment, unwritten, certificates: 1);
        Assert.Equal(HttpStatusCode.OK, await deployment.TryDisconnectAsync(unwritten));
        await KillAftermath.AssertDisconnectedAsync(deployment, unwritten);
        output.WriteLine($"3 steps that a disconnect writes down, {deployment.Kills} kill: 3 tenants disconnected, nothing of ours left.");
    }

    private static async Task AwaitHeldAsync(List<ActiveFault> holds)
    {
        foreach (var hold in holds)
        {
            await Eventually.IsTrueAsync(() => hold.WaitUntilHeldAsync().IsCompleted, () => $"{hold.Fault.Account} is held at {hold.Fault.Operation} after {hold.Fault.Skip}");
        }
    }
}
