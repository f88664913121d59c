using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Certificates made for nothing: NetSuite is rid of them, and the store says so even when only one could have told.</summary>
public sealed class OrphanTests : IAsyncLifetime
{
    private Deployment _deployment = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StoreFile Store => new(_deployment.DatabasePath);

    public async ValueTask InitializeAsync() => _deployment = await Deployment.StartAsync(settings => settings["Scheduler:Interval"] = "00:00:01");

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task What_the_consents_token_learned_is_kept_though_its_end_cannot_be_written()
    {
        using var admin = _deployment.NewAdmin();
        var link = await LinkAsync();
        var hold = await HoldAsync(admin, link, new Fault(Operation.CertificatesUpload, FaultKind.HoldAfter) { Times = 1 });
        await _deployment.ExecuteSqlAsync(
            "CREATE TRIGGER \"no\" BEFORE UPDATE ON \"Issuances\" WHEN OLD.\"Grant\" IS NOT NULL AND NEW.\"Grant\" IS NULL BEGIN SELECT RAISE(FAIL, 'no'); END");
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link, user: 318)).StatusCode);
        hold.Release();

        await Eventually.IsTrueAsync(() => Orphans("\"RevokedAt\" IS NOT NULL") == "1", () => "the orphan is known to be revoked");
        Assert.Equal("2", Store.Scalar("SELECT count(*) FROM \"Issuances\" WHERE \"Grant\" IS NOT NULL"));
    }

    [Fact]
    public async Task NetSuite_is_not_asked_about_a_certificate_that_never_left()
    {
        using var admin = _deployment.NewAdmin();
        var hold = await HoldAsync(admin, await LinkAsync(), new Fault(Operation.CertificatesList, FaultKind.HoldBefore) { Times = 1 });
        _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesList, FaultKind.Answer) { Status = (int)HttpStatusCode.Forbidden });
        using var disconnected = await _deployment.Internal.DeleteAsync($"/tenants/{Deployment.Tenant}", Cancellation);
        hold.Release();

        Assert.Equal(HttpStatusCode.OK, disconnected.StatusCode);
        Assert.Equal("1", Orphans("\"RevokedAt\" IS NOT NULL AND \"PrivateKey\" IS NULL"));
        await _deployment.WaitUntilCleanAsync();
        Assert.Equal(0, _deployment.Simulator.NetSuite.Journal.Count(Operation.TokenClientCredentials));
        Assert.Equal(0, _deployment.Simulator.NetSuite.Journal.Count(Operation.CertificatesUpload));
    }

    [Fact]
    public async Task One_that_NetSuite_does_not_list_is_told_of_like_one_that_it_revoked()
    {
        _deployment.Simulator.NetSuite.Faults.Add(new Fault(Operation.CertificatesUpload, FaultKind.Answer)
        {
            Status = (int)HttpStatusCode.BadRequest, Body = """{"title":"No","status":400,"o:errorDetails":[{"detail":"No.","o:errorCode":"USER_ERROR"}]}""", Times = 2,
        });

        await _deployment.ConnectAsync();
        await _deployment.WaitUntilCleanAsync();

        Assert.Equal("1", Orphans("\"RevokedAt\" IS NOT NULL"));
        Assert.Single(await _deployment.EventsAsync(), type => type == "certificate.revoked");
    }

    [Fact]
    public async Task Of_two_who_found_one_gone_only_one_says_so()
    {
        await _deployment.ConnectAsync();
        var contexts = _deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>();
        await using var first = await contexts.CreateDbContextAsync(Cancellation);
        await using var second = await contexts.CreateDbContextAsync(Cancellation);
        foreach (var db in new[] { first, second })
        {
            (await db.Certificates.SingleAsync(Cancellation)).Revoked(TimeProvider.System.GetUtcNow());
        }

        await first.SaveChangesAsync(Cancellation);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(Cancellation));
    }

    private string? Orphans(string condition) => Store.Scalar($"SELECT count(*) FROM \"Certificates\" WHERE \"AbandonedAt\" IS NOT NULL AND {condition}");

    private Task<Uri> LinkAsync() => _deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });

    private async Task<ActiveFault> HoldAsync(Admin admin, Uri link, Fault fault)
    {
        var hold = _deployment.Simulator.NetSuite.Faults.Add(fault);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await hold.WaitUntilHeldAsync(Cancellation);
        return hold;
    }
}
