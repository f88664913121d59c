using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tenants.Import;

/// <summary>kill -9 in the midst of an import: nothing is left of it, and the same import works again.</summary>
public sealed class ImportKillTests
{
    private static readonly (Operation Operation, FaultKind Kind)[] Instants =
    [
        .. from operation in new[] { Operation.Discovery, Operation.TokenClientCredentials, Operation.CertificatesList }
           from kind in new[] { FaultKind.HoldBefore, FaultKind.HoldAfter }
           select (operation, kind),
    ];

    [Fact]
    public async Task Killed_before_or_after_any_call_to_NetSuite_there_is_nothing_and_the_same_import_works_again()
    {
        await using var deployment = await MortalDeployment.StartAsync();
        var imports = new List<(MortalTenant Tenant, HandMadeMapping Mapping, ActiveFault Hold)>();
        foreach (var (operation, kind) in Instants)
        {
            var tenant = new MortalTenant(imports.Count);
            var mapping = await HandMadeMapping.MakeAsync(
                deployment.Simulator, deployment.PublicUrl, deployment.Secrets, TimeProvider.System.GetUtcNow(), tenant.Account);
            imports.Add((tenant, mapping, deployment.Simulator.NetSuite.Faults.Add(new Fault(operation, kind) { Account = tenant.Account, Times = 1 })));
        }

        var answers = imports.ConvertAll(import => deployment.TryImportAsync(import.Tenant, import.Mapping.Body()));
        foreach (var (_, _, hold) in imports)
        {
            await hold.WaitUntilHeldAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
        }

        await deployment.KillAsync();
        Assert.All(await Task.WhenAll(answers), Assert.Null);
        await deployment.StartServiceAsync();

        foreach (var (tenant, mapping, _) in imports)
        {
            Assert.Equal("unknown_tenant", (await deployment.TenantAsync(tenant.Name)).GetProperty("code").GetString());
            Assert.Equal("0", deployment.Store.Scalar("""SELECT count(*) FROM "Certificates" WHERE "Tenant" = @tenant""", ("@tenant", tenant.Name)));
            Assert.Equal(HttpStatusCode.Created, await deployment.TryImportAsync(tenant, mapping.Body()));
            Assert.Equal(HttpStatusCode.OK, (await deployment.RequestTokenAsync(tenant.Name)).StatusCode);
        }
    }
}
