using System.Globalization;
using System.Net;
using System.Text.Json;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using Xunit;
using Xunit.Sdk;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>
/// kill -9 at every step of a first certificate, restart, and look: the tenant ends connected with one upload, or
/// it says that a person is needed; never half. Tenants do not touch each other, so one kill serves many of them at once.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string Rounds = "KILL_ROUNDS";
    private const string Seed = "KILL_SEED";
    private const int TenantsPerRound = 5;

    /// <summary>What the first certificate asks of NetSuite, in its order: the operation, and how many of its kind come before.</summary>
    private static readonly (Operation Operation, int Skip)[] Calls =
    [
        (Operation.Discovery, 0),
        (Operation.TokenAuthorizationCode, 0),
        (Operation.CertificatesList, 0),
        (Operation.CertificatesUpload, 0),
        (Operation.TokenClientCredentials, 0),
        (Operation.CertificatesList, 1),
        (Operation.Revoke, 0),
    ];

    [Fact]
    public async Task A_secret_that_a_process_wrote_before_it_was_killed_is_found()
    {
        var deployment = await MortalDeployment.StartAsync();
        await deployment.KillAsync();
        await deployment.StartServiceAsync();

        // What each start warns of, in place of a secret.
        deployment.Secrets.Note("KeyProtection:AllowUnprotected");

        var found = await Assert.ThrowsAnyAsync<XunitException>(async () => await deployment.DisposeAsync());
        Assert.Contains("the output of process 1", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_before_or_after_any_call_to_NetSuite_a_tenant_is_connected_or_says_that_a_person_is_needed()
    {
        await using var deployment = await MortalDeployment.StartAsync();
        var killed = new List<(MortalTenant Tenant, Operation Operation, ActiveFault Hold)>();
        foreach (var (operation, skip) in Calls)
        {
            foreach (var kind in new[] { FaultKind.HoldBefore, FaultKind.HoldAfter })
            {
                var tenant = new MortalTenant(killed.Count);
                var hold = deployment.Simulator.NetSuite.Faults.Add(
                    new Fault(operation, kind) { Account = tenant.Account, Skip = skip, Times = 1 });
                killed.Add((tenant, operation, hold));
            }
        }

        foreach (var (tenant, _, _) in killed)
        {
            await deployment.CallbackAsync(tenant);
        }

        var callbacks = await KillAftermath.CallUntilHeldAsync(killed);
        await deployment.KillAsync();
        await Task.WhenAll(callbacks);
        await deployment.StartServiceAsync();

        foreach (var (tenant, operation, _) in killed)
        {
            if (KillAftermath.LosesTheConsent(operation))
            {
                await AssertAPersonIsNeededAsync(deployment, tenant, operation);
                await deployment.CallbackAsync(tenant);
                Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
            }

            await AssertConnectedAsync(deployment, tenant);
        }

        output.WriteLine($"{killed.Count} instants at calls to NetSuite, {deployment.Kills} kill: {killed.Count} tenants connected with one upload each.");
    }

    [Fact]
    public async Task Killed_after_any_step_of_the_journal_the_next_process_goes_on_from_it()
    {
        await using var deployment = await MortalDeployment.StartAsync();
        var killed = new Dictionary<IssuanceState, MortalTenant>();
        IssuanceState[] steps =
            [IssuanceState.Exchanging, IssuanceState.Planned, IssuanceState.KeyMade, IssuanceState.Uploading, IssuanceState.Uploaded, IssuanceState.Proven];
        foreach (var step in steps)
        {
            // The store takes this step and no later one.
            var tenant = killed[step] = new MortalTenant(killed.Count);
            deployment.Store.Execute(
                $"""
                CREATE TRIGGER "stop_{step}" BEFORE UPDATE ON "Issuances"
                WHEN NEW."Tenant" = '{tenant.Name}' AND OLD."State" = '{step}' AND NEW."State" <> '{step}'
                BEGIN SELECT RAISE(FAIL, 'this process goes no further'); END
                """);
            await deployment.CallbackAsync(tenant);
        }

        var callbacks = killed.Values.Select(MortalDeployment.TryCallAsync).ToList();
        foreach (var (step, tenant) in killed.Where(entry => entry.Key != IssuanceState.Exchanging))
        {
            await Eventually.IsTrueAsync(
                () => State(deployment, tenant) == step && deployment.Store.Scalar(Column("LastError"), ("@tenant", tenant.Name)) == StateText.Of(IssuanceFailure.InternalError),
                () => $"{tenant.Name} stops at {step}, not {State(deployment, tenant)}");
        }

        await Task.WhenAll(callbacks);
        Assert.Equal(IssuanceState.Exchanging, State(deployment, killed[IssuanceState.Exchanging]));

        await deployment.KillAsync();
        foreach (var step in steps)
        {
            deployment.Store.Execute($"DROP TRIGGER \"stop_{step}\"");
        }

        await deployment.StartServiceAsync();

        foreach (var (step, tenant) in killed)
        {
            if (step == IssuanceState.Exchanging)
            {
                await AssertAPersonIsNeededAsync(deployment, tenant, Operation.TokenAuthorizationCode);
                await deployment.CallbackAsync(tenant);
                Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
            }

            await AssertConnectedAsync(deployment, tenant);
        }

        output.WriteLine($"{steps.Length} journalled steps, {deployment.Kills} kill: {steps.Length} tenants connected with one upload each.");
    }

    [Fact]
    public async Task Killed_while_a_key_is_being_made_the_next_process_makes_one()
    {
        await using var deployment = await MortalDeployment.StartAsync(settings =>
        {
            settings["Certificates:Algorithm"] = "PS256";
            settings["Certificates:RsaKeySize"] = "4096";
        });
        var tenant = new MortalTenant(0);
        await deployment.CallbackAsync(tenant);

        // It takes a second or two; one that was made sooner than it is looked for is not written down.
        deployment.Store.Refuse("made", """INSERT ON "Certificates" """);
        Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
        Assert.Equal(IssuanceState.Planned, State(deployment, tenant));
        await deployment.KillAsync();

        Assert.Equal(IssuanceState.Planned, State(deployment, tenant));
        deployment.Store.Allow("made");
        await deployment.StartServiceAsync();
        await AssertConnectedAsync(deployment, tenant);
    }

    [Fact]
    public async Task Killed_at_random_instants_every_tenant_is_connected_or_says_that_a_person_is_needed()
    {
        var seed = Number(Seed, Random.Shared.Next());
        var rounds = Number(Rounds, 4);
        output.WriteLine($"{Seed}={seed} {Rounds}={rounds}");
        var random = new Random(seed);
        await using var deployment = await MortalDeployment.StartAsync();
        var found = new SortedDictionary<string, int>();
        var tenants = new List<MortalTenant>();
        for (var round = 0; round < rounds; round++)
        {
            var fresh = Enumerable.Range(tenants.Count, TenantsPerRound).Select(number => new MortalTenant(number)).ToList();
            tenants.AddRange(fresh);
            foreach (var tenant in fresh)
            {
                await deployment.CallbackAsync(tenant);
            }

            // Any number of calls to NetSuite after the callbacks, and then a moment of any length.
            var calls = deployment.Simulator.NetSuite.Journal.Entries[^1].Sequence + random.Next(TenantsPerRound * Calls.Length);
            var callbacks = fresh.ConvertAll(MortalDeployment.TryCallAsync);
            await deployment.Simulator.NetSuite.Journal.WaitForAsync(entry => entry.Sequence >= calls, TestContext.Current.CancellationToken)
                .WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System, TestContext.Current.CancellationToken);
            await deployment.KillAsync();
            await Task.WhenAll(callbacks);
            foreach (var tenant in fresh)
            {
                var state = State(deployment, tenant)?.ToString() ?? "before the journal";
                found[state] = found.GetValueOrDefault(state) + 1;
            }

            await deployment.StartServiceAsync();
        }

        var again = 0;
        foreach (var tenant in tenants)
        {
            var document = await SettledAsync(deployment, tenant);
            if (document.GetProperty("status").GetString() == "pending")
            {
                // Either the callback was never seen, and then it still works; or it was, and a person is needed.
                again++;
                if (await MortalDeployment.TryCallAsync(tenant) != HttpStatusCode.SeeOther)
                {
                    AssertFailing(await deployment.TenantAsync(tenant.Name));
                    await deployment.CallbackAsync(tenant);
                    Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));
                }
            }

            await AssertConnectedAsync(deployment, tenant);
        }

        output.WriteLine(
            $"{tenants.Count} random instants, {deployment.Kills} kills; found at {string.Join(", ", found.Select(state => $"{state.Key} {state.Value}"))}; "
            + $"{again} consented again; {tenants.Count} tenants connected with one upload each.");
    }

    [Fact]
    public async Task Twenty_restarts_during_one_issuance_lead_to_one_upload()
    {
        await using var deployment = await MortalDeployment.StartAsync();
        var tenant = new MortalTenant(0);
        Fault[] faults =
        [
            new(Operation.CertificatesList, FaultKind.HoldBefore) { Times = 4 },
            new(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 4 },
            new(Operation.CertificatesUpload, FaultKind.HoldAfter) { Times = 1, Skip = 4 },
            new(Operation.TokenClientCredentials, FaultKind.HoldBefore) { Times = 6 },
            new(Operation.Revoke, FaultKind.HoldAfter) { Times = 5 },
        ];
        var holds = faults.Select(deployment.Simulator.NetSuite.Faults.Add).ToList();
        await deployment.CallbackAsync(tenant);
        Assert.Equal(HttpStatusCode.SeeOther, await MortalDeployment.TryCallAsync(tenant));

        foreach (var hold in holds)
        {
            for (var hits = 1; hits <= hold.Fault.Times; hits++)
            {
                await Eventually.IsTrueAsync(() => hold.Hits == hits, () => $"{hold.Fault.Operation} is called for the {hits}. time");
                await deployment.KillAsync();
                deployment.LaunchService();
            }
        }

        Assert.Equal(20, deployment.Kills);
        await deployment.KillAsync();
        await deployment.StartServiceAsync();
        await AssertConnectedAsync(deployment, tenant);
        Assert.Equal("1", deployment.Store.Scalar("SELECT count(*) FROM \"Issuances\""));
    }

    /// <summary>Nobody had the code's answer, and a code is never sent twice: the tenant, the page and the link say so.</summary>
    private static async Task AssertAPersonIsNeededAsync(MortalDeployment deployment, MortalTenant tenant, Operation killedAt)
    {
        AssertFailing(await SettledAsync(deployment, tenant));
        using var again = await tenant.Admin!.GetAsync(tenant.Callback!);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Contains("data-error=\"state_used\"", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        if (killedAt == Operation.TokenAuthorizationCode)
        {
            using var page = await tenant.Admin.GetAsync(new Uri(tenant.Callback!, "/connected/" + deployment.Store.Scalar(Column("Id"), ("@tenant", tenant.Name))));
            var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("data-error=\"exchange_failed\"", text, StringComparison.Ordinal);
            Assert.Contains("/connect/", text, StringComparison.Ordinal);
        }
    }

    private static void AssertFailing(JsonElement document)
    {
        Assert.Equal("pending", document.GetProperty("status").GetString());
        Assert.Equal("failing", document.GetProperty("health").GetString());
        Assert.Equal("exchange_failed", document.GetProperty("health_reason").GetString());
    }

    /// <summary>Connected, minting, with one certificate at NetSuite and one key in the store, and nothing of the consent left.</summary>
    private static async Task AssertConnectedAsync(MortalDeployment deployment, MortalTenant tenant)
    {
        var document = await SettledAsync(deployment, tenant);
        Assert.Equal("connected", document.GetProperty("status").GetString());
        Assert.Equal("ok", document.GetProperty("health").GetString());
        Assert.Equal("idle", document.GetProperty("rotation").GetProperty("state").GetString());

        var uploaded = Assert.Single(deployment.Simulator.NetSuite.FindAccount(tenant.Account)!.Certificates.All);
        Assert.Null(uploaded.RevokedAt);
        Assert.DoesNotContain(
            deployment.Simulator.NetSuite.Journal.Entries, entry => entry.Account == tenant.Account && entry.Cause == RefusalCause.CertificateAlreadyKnown);
        Assert.Equal(uploaded.Id, document.GetProperty("certificate").GetProperty("id").GetString());

        using var token = await deployment.RequestTokenAsync(tenant.Name);
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);

        Assert.Equal("0", deployment.Store.Scalar("SELECT count(*) FROM \"Issuances\" WHERE \"Tenant\" = @tenant AND \"Grant\" IS NOT NULL", ("@tenant", tenant.Name)));
        Assert.Equal(
            uploaded.Id, deployment.Store.Scalar("SELECT group_concat(\"Id\") FROM \"Certificates\" WHERE \"Tenant\" = @tenant AND \"PrivateKey\" IS NOT NULL", ("@tenant", tenant.Name)));
    }

    /// <summary>The tenant once the journal has nothing more to do for it.</summary>
    private static async Task<JsonElement> SettledAsync(MortalDeployment deployment, MortalTenant tenant)
    {
        await Eventually.IsTrueAsync(
            () => deployment.Store.Scalar("SELECT count(*) FROM \"Issuances\" WHERE \"Tenant\" = @tenant AND \"DueAt\" IS NOT NULL", ("@tenant", tenant.Name)) == "0",
            () => $"{tenant.Name} has nothing to do but is {State(deployment, tenant)}: {deployment.Store.Scalar(Column("LastError"), ("@tenant", tenant.Name))}");
        return await deployment.TenantAsync(tenant.Name);
    }

    private static IssuanceState? State(MortalDeployment deployment, MortalTenant tenant) =>
        Enum.TryParse<IssuanceState>(deployment.Store.Scalar(Column("State"), ("@tenant", tenant.Name)), out var state) ? state : null;

    private static string Column(string name) => $"SELECT \"{name}\" FROM \"Issuances\" WHERE \"Tenant\" = @tenant ORDER BY \"CreatedAt\" DESC LIMIT 1";

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
