using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>The way of a first certificate when things go wrong on it, short of a crash.</summary>
public sealed class IssuanceTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_whose_answer_was_lost_is_found_in_the_list_and_adopted()
    {
        await using var deployment = await StartAsync();
        deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.AnswerLost) { Times = 1 });

        await deployment.ConnectAsync();

        AssertOneCertificate(deployment);
        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
        await deployment.TokenAsync();
    }

    [Fact]
    public async Task A_certificate_refused_twice_is_given_up_for_a_new_key()
    {
        await using var deployment = await StartAsync();
        var refusals = RefuseUploads(deployment, times: Issuance.RefusalsPerKey);

        await deployment.ConnectAsync();

        Assert.Equal(Issuance.RefusalsPerKey, refusals.Hits);
        AssertOneCertificate(deployment);
        await AssertNothingIsLeftAsync(deployment, besides: 1);
        await using var db = await ContextAsync(deployment);
        var certificates = await db.Certificates.OrderBy(c => c.MadeAt).ToListAsync(Cancellation);
        Assert.Equal(2, certificates.Count);
        Assert.NotNull(certificates[0].AbandonedAt);
        Assert.Null(certificates[0].PrivateKey);
        Assert.NotNull(certificates[1].ActivatedAt);
    }

    [Fact]
    public async Task When_every_key_is_refused_a_person_must_look_and_no_key_is_kept()
    {
        await using var deployment = await StartAsync();
        var refusals = RefuseUploads(deployment, times: null);
        using var admin = deployment.NewAdmin();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(await LinkAsync(deployment))).StatusCode);

        var tenant = await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("health").GetString() == "failing");

        Assert.Equal("pending", tenant.GetProperty("status").GetString());
        Assert.Equal("certificate_refused", tenant.GetProperty("health_reason").GetString());
        Assert.Equal(Issuance.RefusalsPerKey * Issuance.KeysPerIssuance, refusals.Hits);
        await AssertNothingIsLeftAsync(deployment);
    }

    [Fact]
    public async Task A_certificate_that_was_uploaded_for_nothing_is_revoked_though_its_answer_was_lost()
    {
        await using var deployment = await StartAsync();
        deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.AnswerLost) { Times = 1 });

        // The second look at the list, after the lost answer: the role has lost its permission, so nobody knows of the upload.
        deployment.Simulator.NetSuite.Faults.Add(Refusal(Operation.CertificatesList, HttpStatusCode.Forbidden) with { Times = 1, Skip = 1 });
        using var admin = deployment.NewAdmin();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(await LinkAsync(deployment))).StatusCode);

        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("health").GetString() == "failing");
        await AssertNothingIsLeftAsync(deployment);

        Assert.NotNull(Assert.Single(Account(deployment).Certificates.All).RevokedAt);
    }

    [Fact]
    public async Task A_newer_consent_goes_on_with_the_certificate_of_the_older_one()
    {
        await using var deployment = await StartAsync();
        var hold = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldAfter) { Times = 1 });
        using var admin = deployment.NewAdmin();
        var link = await LinkAsync(deployment);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await hold.WaitUntilHeldAsync(Cancellation);

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");
        hold.Release();

        await AssertNothingIsLeftAsync(deployment, besides: 1);
        AssertOneCertificate(deployment);
        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
        Assert.Equal(2, deployment.Simulator.NetSuite.Journal.Count(Operation.Revoke));
        await deployment.TokenAsync();
    }

    [Fact]
    public async Task A_newer_consent_that_cannot_be_stored_leaves_the_older_one_at_work()
    {
        await using var deployment = await StartAsync();
        var hold = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        using var admin = deployment.NewAdmin();
        var link = await LinkAsync(deployment);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await hold.WaitUntilHeldAsync(Cancellation);

        var store = new StoreFile(deployment.DatabasePath);
        store.Execute(
            "CREATE TRIGGER \"no\" BEFORE UPDATE ON \"Issuances\" WHEN OLD.\"Grant\" IS NULL AND NEW.\"Grant\" IS NOT NULL BEGIN SELECT RAISE(FAIL, 'no'); END");
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.ConsentAsync(link)).StatusCode);
        store.Execute("DROP TRIGGER \"no\"");
        hold.Release();

        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");
        AssertOneCertificate(deployment);
        Assert.Equal(0, deployment.Simulator.NetSuite.Journal.Entries.Count(entry => entry.Operation == Operation.CertificatesRevoke));
    }

    [Fact]
    public async Task A_newer_consent_of_another_user_starts_afresh_and_the_older_ones_certificate_is_revoked()
    {
        await using var deployment = await StartAsync();
        var hold = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldAfter) { Times = 1 });
        using var admin = deployment.NewAdmin();
        var link = await LinkAsync(deployment);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await hold.WaitUntilHeldAsync(Cancellation);

        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link, user: 318)).StatusCode);
        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");
        hold.Release();

        await AssertNothingIsLeftAsync(deployment, besides: 1);
        Assert.Equal([317L, 318L], Account(deployment).Certificates.All.Select(certificate => certificate.Entity));
        Assert.Equal([true, false], Account(deployment).Certificates.All.Select(certificate => certificate.RevokedAt is not null));
    }

    [Fact]
    public async Task A_replaced_consent_that_fails_late_does_not_disturb_the_newer_one()
    {
        await using var deployment = await StartAsync();
        var faults = deployment.Simulator.NetSuite.Faults;
        var late = faults.Add(new Fault(Operation.TokenAuthorizationCode, FaultKind.HoldBefore) { Times = 1 });
        faults.Add(Refusal(Operation.TokenAuthorizationCode, HttpStatusCode.BadRequest) with { Times = 1 });
        var upload = faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.HoldBefore) { Times = 1 });
        var link = await LinkAsync(deployment);
        using var first = deployment.NewAdmin();
        using var second = deployment.NewAdmin();
        var failing = first.ConsentAsync(link);
        await late.WaitUntilHeldAsync(Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, (await second.ConsentAsync(link)).StatusCode);
        await upload.WaitUntilHeldAsync(Cancellation);

        late.Release();
        Assert.Equal(HttpStatusCode.BadRequest, (await failing).StatusCode);
        Assert.Equal("provisioning", (await deployment.TenantAsync()).GetProperty("status").GetString());

        upload.Release();
        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");
        AssertOneCertificate(deployment);
    }

    [Fact]
    public async Task A_hanging_issuance_delays_no_other_and_stops_with_the_service()
    {
        // Who waited for a round of the worker, or for the call that hangs to run into its time-out, would be found out by any bound.
        await using var deployment = await Deployment.StartAsync(settings =>
        {
            settings["Scheduler:Interval"] = "01:00:00";
            settings["Scheduler:Lease"] = "01:00:01";
            settings["NetSuite:RequestTimeout"] = "00:05:00";
        });
        deployment.Simulator.NetSuite.AddAccount("7654321");
        var hang = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HoldBefore) { Account = "7654321", Times = 1 });

        // The other one needs two more rounds of its own, at two and at five seconds.
        deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.TokenClientCredentials, FaultKind.Throttle) { Account = Deployment.Account, Times = 2 });
        using var admin = deployment.NewAdmin();
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await admin.ConsentAsync(await deployment.LinkAsync(new { tenant = "hanging", account = "7654321" }), account: "7654321")).StatusCode);
        await hang.WaitUntilHeldAsync(Cancellation);

        await deployment.ConnectAsync();

        // A host gives its jobs half a minute to stop.
        var started = TimeProvider.System.GetTimestamp();
        await deployment.RestartAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(25), "It waited for the call that hangs.");
        await deployment.WaitForAsync("hanging", document => document.GetProperty("status").GetString() == "connected");
    }

    [Fact]
    public async Task A_restart_does_not_forget_when_the_next_attempt_is_due()
    {
        await using var deployment = await StartAsync();
        var throttle = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Throttle) { RetryAfter = 600 });
        using var admin = deployment.NewAdmin();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(await LinkAsync(deployment))).StatusCode);
        var before = await deployment.WaitForAsync(
            Deployment.Tenant, document => document.GetProperty("rotation").GetProperty("attempts").GetInt32() == 1);

        await deployment.RestartAsync();
        var services = deployment.App.Services;
        await Eventually.IsTrueAsync(
            () => services.GetRequiredService<SchedulerClock>().Ages().ContainsKey(IssuanceWorker.Job), () => "the worker had a round");

        var after = await deployment.TenantAsync();
        Assert.Equal(before.GetProperty("rotation").ToString(), after.GetProperty("rotation").ToString());
        Assert.Equal(1, throttle.Hits);
    }

    [Fact]
    public async Task Who_lost_the_lease_uploads_nothing_and_writes_nothing()
    {
        await using var deployment = await StartAsync(settings =>
        {
            // Longer than the exchange of the code takes, which goes on under a lease of this length too.
            settings["Scheduler:Lease"] = "00:00:08";
        });
        var stall = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.HoldAfter) { Times = 1 });
        using var admin = deployment.NewAdmin();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(await LinkAsync(deployment))).StatusCode);
        await stall.WaitUntilHeldAsync(Cancellation);
        await using var db = await ContextAsync(deployment);
        var id = await db.Issuances.Select(i => i.Id).SingleAsync(Cancellation);

        // The other process, on the same store, as soon as the lease is over.
        var other = EngineOf(deployment);
        await Eventually.IsTrueAsync(() => other.AdvanceAsync(id, Cancellation), () => "the lease runs out");
        var done = await db.Issuances.AsNoTracking().SingleAsync(Cancellation);
        Assert.Equal(IssuanceState.Activated, done.State);

        stall.Release();
        await Eventually.IsTrueAsync(
            () => deployment.Logs.Text.Contains("overtaken by another writer", StringComparison.Ordinal), () => "the stalled process finds that out");

        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
        var after = await db.Issuances.AsNoTracking().SingleAsync(Cancellation);
        Assert.Equal((done.State, done.Fence, done.UpdatedAt), (after.State, after.Fence, after.UpdatedAt));
        AssertOneCertificate(deployment);
    }

    [Fact]
    public async Task A_write_under_an_older_fence_is_refused_by_the_store()
    {
        await using var deployment = await StartAsync();
        await deployment.ConnectAsync();
        await using var slow = await ContextAsync(deployment);
        await using var fast = await ContextAsync(deployment);
        var stale = await slow.Issuances.SingleAsync(Cancellation);

        await fast.Issuances.ExecuteUpdateAsync(set => set.SetProperty(i => i.Fence, i => i.Fence + 1), Cancellation);
        stale.Clean(TimeProvider.System.GetUtcNow());

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => slow.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task A_grant_that_cannot_be_read_any_more_is_not_tried_for_ever()
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(time: time);
        var throttle = deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.Revoke, FaultKind.Throttle) { Times = 1 });
        await deployment.ConnectAsync();
        await deployment.SettleAsync(time);
        Assert.Equal(1, throttle.Hits);
        await using var db = await ContextAsync(deployment);
        Assert.Equal(1, await db.Database.ExecuteSqlRawAsync("UPDATE \"Issuances\" SET \"Grant\" = 'CfDJ8' WHERE \"Grant\" IS NOT NULL", Cancellation));

        // As long as the token lives that is in it.
        for (var minutes = 0; minutes < 65; minutes += 5)
        {
            await deployment.PassAsync(time, TimeSpan.FromMinutes(5));
        }

        await AssertNothingIsLeftAsync(deployment, besides: 1);
    }

    private static Task<Deployment> StartAsync(Action<Dictionary<string, string?>>? settings = null) => Deployment.StartAsync(all =>
    {
        all["Scheduler:Interval"] = "00:00:01";
        settings?.Invoke(all);
    });

    private static Task<Uri> LinkAsync(Deployment deployment) =>
        deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });

    private static ActiveFault RefuseUploads(Deployment deployment, int? times) =>
        deployment.Simulator.NetSuite.Faults.Add(Refusal(Operation.CertificatesUpload, HttpStatusCode.BadRequest) with { Times = times });

    private static Fault Refusal(Operation operation, HttpStatusCode status) => new(operation, FaultKind.Answer)
    {
        Status = (int)status,
        Body = operation is Operation.TokenAuthorizationCode
            ? """{"error":"invalid_grant"}"""
            : $$"""{"type":"about:blank","title":"No","status":{{(int)status}},"o:errorDetails":[{"detail":"No.","o:errorCode":"USER_ERROR"}]}""",
    };

    private static Account Account(Deployment deployment) => deployment.Simulator.NetSuite.FindAccount(Deployment.Account)!;

    private static void AssertOneCertificate(Deployment deployment)
    {
        Assert.Null(Assert.Single(Account(deployment).Certificates.All).RevokedAt);
        Assert.DoesNotContain(deployment.Simulator.NetSuite.Journal.Entries, entry => entry.Cause == RefusalCause.CertificateAlreadyKnown);
    }

    /// <summary>Nothing to do, no tokens of a consent, and no private key but those of certificates that sign.</summary>
    private static async Task AssertNothingIsLeftAsync(Deployment deployment, int besides = 0)
    {
        await using var db = await ContextAsync(deployment);
        await Eventually.IsTrueAsync(async () => !await db.Issuances.AnyAsync(i => i.DueAt != null, Cancellation), () => "nothing is left to do");
        Assert.Equal(0, await db.Issuances.CountAsync(i => i.Grant != null, Cancellation));
        Assert.Equal(besides, await db.Certificates.CountAsync(c => c.PrivateKey != null, Cancellation));
        Assert.Equal(besides, await db.Certificates.CountAsync(c => c.ActivatedAt != null, Cancellation));
    }

    private static Task<ConnectorDbContext> ContextAsync(Deployment deployment) =>
        deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Cancellation);

    /// <summary>The engine of another process: another holder of leases on the same store.</summary>
    private static IssuanceEngine EngineOf(Deployment deployment)
    {
        var services = deployment.App.Services;
        var leases = new Leases(services.GetRequiredService<SchedulerOptions>(), TimeProvider.System);
        return new IssuanceEngine(
            services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>(),
            services.GetRequiredService<IssuanceSteps>(),
            leases,
            TimeProvider.System,
            NullLogger<IssuanceEngine>.Instance);
    }
}
