using System.Net;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>
/// kill -9 at every step of a second certificate, by rotation or by another consent, and of its predecessor's end: the tenant goes on with
/// one certificate and one key, and nothing of ours is left behind.
/// </summary>
public sealed class RotationKillTests(ITestOutputHelper output)
{
    /// <summary>From the order to the revocation of the old certificate: the operation, and how many of its kind come before.</summary>
    private static readonly (Operation Operation, int Skip)[] CallsOfRotation =
    [
        (Operation.CertificatesList, 0),
        (Operation.CertificatesUpload, 0),
        (Operation.TokenClientCredentials, 0),
        (Operation.CertificatesList, 1),
        (Operation.CertificatesList, 2),
        (Operation.TokenClientCredentials, 1),
        (Operation.CertificatesList, 3),
        (Operation.CertificatesRevoke, 0),
    ];

    private static readonly (Operation Operation, int Skip)[] CallsOfReconnect =
    [
        (Operation.Discovery, 0),
        (Operation.TokenAuthorizationCode, 0),
        .. CallsOfRotation,
        (Operation.Revoke, 0),
    ];

    private static readonly string[] Steps = ["Planned", "KeyMade", "Uploading", "Uploaded", "Proven", "Activated", "Revoked"];

    [Fact]
    public async Task Killed_before_or_after_any_call_of_a_rotation_the_next_process_completes_it()
    {
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithQuickReviews);
        var held = await HoldAsync(deployment, CallsOfRotation, 0);

        foreach (var (tenant, _, _) in held)
        {
            Assert.Equal(HttpStatusCode.Accepted, await deployment.TryRotateAsync(tenant));
        }

        await KillHeldAsync(deployment, held);

        foreach (var (tenant, _, _) in held)
        {
            await KillAftermath.AssertConnectedAsync(deployment, tenant, certificates: 2);
        }

        output.WriteLine($"{held.Count} instants at calls of a rotation to NetSuite, {deployment.Kills} kill: {held.Count} tenants sign with their second certificate, the first is revoked.");
    }

    [Theory]
    [InlineData(317)]
    [InlineData(318)]
    public async Task Killed_before_or_after_any_call_of_a_reconnect_the_tenant_stays_connected(int user)
    {
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithQuickReviews);
        var held = await HoldAsync(deployment, CallsOfReconnect, 100);
        foreach (var (tenant, _, _) in held)
        {
            tenant.User = user;
            await deployment.CallbackAsync(tenant.WithNewLink());
        }

        var callbacks = await KillAftermath.CallUntilHeldAsync(held);
        await KillHeldAsync(deployment, held);
        await Task.WhenAll(callbacks);

        foreach (var (tenant, operation, _) in held)
        {
            // Before the code's answer is known nothing has changed: the first certificate goes on.
            var isConsentLost = KillAftermath.LosesTheConsent(operation);
            await KillAftermath.AssertConnectedAsync(deployment, tenant, certificates: isConsentLost ? 1 : 2);
            Assert.Equal(isConsentLost ? 317 : user, (await deployment.TenantAsync(tenant.Name)).GetProperty("entity").GetInt32());
        }

        output.WriteLine($"{held.Count} instants at calls of a reconnect to NetSuite, {deployment.Kills} kill: {held.Count} tenants connected.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_after_any_step_of_the_journal_the_next_process_completes_the_renewal(bool isReconnect)
    {
        await using var deployment = await MortalDeployment.StartAsync(KillAftermath.WithQuickReviews);
        var tenants = Enumerable.Range(0, Steps.Length).Select(number => new MortalTenant(number)).ToList();
        foreach (var tenant in tenants)
        {
            await PrepareAsync(deployment, tenant);
        }

        foreach (var (tenant, step) in tenants.Zip(Steps))
        {
            await KillAftermath.SettledAsync(deployment, tenant);
            deployment.Store.Refuse("after " + step, ChangeAfter(step, tenant));
            if (isReconnect)
            {
                await deployment.CallbackAsync(tenant.WithNewLink());
                Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
            }
            else
            {
                Assert.Equal(HttpStatusCode.Accepted, await deployment.TryRotateAsync(tenant));
            }
        }

        foreach (var (tenant, step) in tenants.Zip(Steps))
        {
            await Eventually.IsTrueAsync(
                () => IsStoppedAfter(step, deployment, tenant), () => $"{tenant.Name} stops after {step}: {KillAftermath.Issuances(deployment, tenant)}");
        }

        await deployment.KillAsync();
        foreach (var step in Steps)
        {
            deployment.Store.Allow("after " + step);
        }

        await deployment.StartServiceAsync();
        foreach (var tenant in tenants)
        {
            await KillAftermath.AssertConnectedAsync(deployment, tenant, certificates: 2);
        }

        output.WriteLine($"{Steps.Length} journalled steps, {deployment.Kills} kill: {Steps.Length} tenants sign with their second certificate, the first is revoked.");
    }

    [Fact]
    public async Task Killed_while_an_upload_is_answered_it_is_not_sent_again_although_the_list_lags_behind()
    {
        await using var deployment = await MortalDeployment.StartAsync(settings =>
        {
            KillAftermath.WithQuickReviews(settings);
            settings["Certificates:PropagationLimit"] = "00:00:30";
        });
        var tenant = new MortalTenant(0);
        await deployment.ConnectAsync(tenant);
        await KillAftermath.SettledAsync(deployment, tenant);
        var faults = deployment.Simulator.NetSuite.Faults;
        var upload = faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldAfter) { Times = 1 });
        var list = faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = 200, Body = "[]", Skip = 1, Times = 1 });
        Assert.Equal(HttpStatusCode.Accepted, await deployment.TryRotateAsync(tenant));

        await KillHeldAsync(deployment, [(tenant, Operation.CertificatesUpload, upload)]);

        await KillAftermath.AssertConnectedAsync(deployment, tenant, certificates: 2);
        Assert.Equal(1, list.Hits);
        Assert.Equal(2, deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    /// <summary>The change that only who goes beyond this step makes.</summary>
    private static string ChangeAfter(string step, MortalTenant tenant) => step switch
    {
        // The next look is claimed by its time alone; the activation changes the plan as well.
        "Activated" => $"""UPDATE ON "Upkeeps" WHEN NEW."Tenant" = '{tenant.Name}' AND OLD."ReviewAt" IS NOT NEW."ReviewAt" AND OLD."RotateAt" IS NEW."RotateAt" """,
        "Revoked" => $"""UPDATE ON "Certificates" WHEN NEW."Tenant" = '{tenant.Name}' AND NEW."RevokedAt" IS NOT NULL """,
        _ => $"""UPDATE ON "Issuances" WHEN NEW."Tenant" = '{tenant.Name}' AND OLD."State" = '{step}' AND NEW."State" <> '{step}' """,
    };

    private static bool IsStoppedAfter(string step, MortalDeployment deployment, MortalTenant tenant) => step switch
    {
        "Activated" => State(deployment, tenant) == IssuanceState.Activated && deployment.Store.HasNothingToIssue(tenant.Name),
        "Revoked" => deployment.Simulator.NetSuite.FindAccount(tenant.Account)!.Certificates.All.Any(certificate => certificate.RevokedAt is not null),
        _ => State(deployment, tenant)?.ToString() == step
            && deployment.Store.Scalar(Column("LastError"), ("@tenant", tenant.Name)) == StateText.Of(IssuanceFailure.InternalError),
    };

    private static async Task<List<(MortalTenant Tenant, Operation Operation, ActiveFault Hold)>> HoldAsync(
        MortalDeployment deployment, (Operation Operation, int Skip)[] calls, int firstTenant)
    {
        var instants = calls
            .SelectMany(_ => new[] { FaultKind.HoldBefore, FaultKind.HoldAfter }, (call, kind) => (call.Operation, call.Skip, Kind: kind))
            .Select((instant, number) => (Tenant: new MortalTenant(firstTenant + number), instant.Operation, instant.Skip, instant.Kind))
            .ToList();
        foreach (var (tenant, _, _, _) in instants)
        {
            await PrepareAsync(deployment, tenant);
        }

        foreach (var (tenant, _, _, _) in instants)
        {
            // The look that follows the first activation would be counted with the calls.
            await KillAftermath.SettledAsync(deployment, tenant);
        }

        return instants.ConvertAll(instant => (
            instant.Tenant,
            instant.Operation,
            deployment.Simulator.NetSuite.Faults.Add(
                new Fault(instant.Operation, instant.Kind) { Account = instant.Tenant.Account, Skip = instant.Skip, Times = 1 })));
    }

    private static async Task PrepareAsync(MortalDeployment deployment, MortalTenant tenant)
    {
        await KillAftermath.PlantForeignAsync(deployment, tenant);
        await deployment.ConnectAsync(tenant);
    }

    private static async Task KillHeldAsync(MortalDeployment deployment, List<(MortalTenant Tenant, Operation Operation, ActiveFault Hold)> held)
    {
        foreach (var (tenant, operation, hold) in held)
        {
            await Eventually.IsTrueAsync(
                () => hold.WaitUntilHeldAsync().IsCompleted,
                () => $"{tenant.Name} is held at {operation} after {hold.Fault.Skip}: {KillAftermath.Issuances(deployment, tenant)}");
        }

        await deployment.KillAsync();
        await deployment.StartServiceAsync();
    }

    private static IssuanceState? State(MortalDeployment deployment, MortalTenant tenant) =>
        Enum.TryParse<IssuanceState>(deployment.Store.Scalar(Column("State"), ("@tenant", tenant.Name)), out var state) ? state : null;

    private static string Column(string name) => $"SELECT \"{name}\" FROM \"Issuances\" WHERE \"Tenant\" = @tenant ORDER BY \"CreatedAt\" DESC LIMIT 1";
}
