using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Status;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_nobody_came_back_with_is_kept_an_hour_and_a_redeemed_one_a_day()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancellation, new FakeTimeProvider(Now));
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Cancellation);
        var protector = service.Services.GetRequiredService<SecretProtector>();

        // All at once: the service's own first round may come at any time.
        await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
        db.ConsentStates.AddRange(
            Expired("opened", TimeSpan.FromMinutes(59)), Expired("opened-long-ago", TimeSpan.FromMinutes(61)),
            Expired("redeemed", TimeSpan.FromHours(23)), Expired("redeemed-long-ago", TimeSpan.FromHours(25)));
        await db.SaveChangesAsync(Cancellation);
        await db.ConsentStates
            .Where(state => state.StateHash.StartsWith("redeemed"))
            .ExecuteUpdateAsync(set => set.SetProperty(state => state.RedeemedAt, state => state.CreatedAt), Cancellation);
        await transaction.CommitAsync(Cancellation);

        await service.Services.GetRequiredService<Retention>().RunAsync(Cancellation);

        Assert.Equal(["opened", "redeemed"], await db.ConsentStates.Select(state => state.StateHash).Order().ToListAsync(Cancellation));

        ConsentState Expired(string hash, TimeSpan ago) => new()
        {
            StateHash = hash,
            Tenant = TenantName.Parse("acme"),
            Integration = "default",
            PinnedAccount = null,
            LinkId = null,
            LinkExpiresAt = null,
            ReturnUrl = null,
            Verifier = protector.Protect(Secret.Random(), SecretPurpose.CodeVerifier, hash),
            BrowserHash = "browser",
            CreatedAt = Now - ago - TimeSpan.FromMinutes(10),
            ExpiresAt = Now - ago,
        };
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_set_right_does_not_put_it_off()
    {
        var clock = new WallClock(Now) { Error = TimeSpan.FromDays(1) };
        await using var service = await RunningService.StartAsync(_ => { }, Cancellation, clock);
        var jobs = service.Services.GetRequiredService<SchedulerClock>();
        await Eventually.IsTrueAsync(() => jobs.Ages().ContainsKey(HousekeepingWorker.Job), () => "the first round is over");

        clock.Error = TimeSpan.Zero;
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Cancellation);
        db.Events.Add(AuditEvent.Of(TenantName.Parse("acme"), EventType.TenantConnected, "long ago", Now.AddYears(-10)));
        await db.SaveChangesAsync(Cancellation);

        var round = TimeSpan.FromSeconds(15);
        while (await db.Events.AnyAsync(Cancellation))
        {
            clock.Advance(round);
            await Eventually.IsTrueAsync(() => jobs.Ages()[HousekeepingWorker.Job] < round, () => "the next round is over");
            Assert.InRange(clock.GetUtcNow() - Now, TimeSpan.Zero, TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task The_history_is_kept_for_two_years()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancellation, new FakeTimeProvider(Now));
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Cancellation);
        db.Events.AddRange(
            Happened(Now, "now"), Happened(Now.AddDays(-364), "last year"), Happened(Now.AddYears(-2).AddSeconds(1), "just under"),
            Happened(Now.AddYears(-2).AddSeconds(-1), "just over"), Happened(Now.AddYears(-10), "long ago"));
        await db.SaveChangesAsync(Cancellation);

        await service.Services.GetRequiredService<Retention>().RunAsync(Cancellation);

        Assert.Equal(["just under", "last year", "now"], await db.Events.AsNoTracking().Select(e => e.Actor).Order().ToListAsync(Cancellation));

        static AuditEvent Happened(DateTimeOffset at, string when) => AuditEvent.Of(TenantName.Parse("acme"), EventType.TenantConnected, when, at);
    }
}
