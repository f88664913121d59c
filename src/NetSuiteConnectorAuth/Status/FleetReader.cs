using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Status;

/// <summary>Counts in the store, so that what is shown is what is true and not what a job believes.</summary>
public sealed class FleetReader(IDbContextFactory<ConnectorDbContext> contexts, CertificateOptions options, NetSuiteClock clock, TimeProvider time)
{
    /// <summary>Long enough that nobody keeps the store busy by asking, short enough that nobody looks at what was.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    private readonly SharedAnswers<ValueTuple, FleetFigures> _answers = new(Recent, time);

    /// <summary>For who may ask as often as he likes: one reading for all who do within a second.</summary>
    public Task<FleetFigures> ReadRecentAsync(CancellationToken cancellationToken) =>
        _answers.GetAsync(default, async () => (await ReadAsync(CancellationToken.None), true), cancellationToken);

    public async Task<FleetFigures> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tenants = await db.Tenants
            .GroupBy(t => new { t.Status, t.Health })
            .Select(group => new { group.Key.Status, group.Key.Health, Count = group.Count() })
            .ToListAsync(cancellationToken);

        // Of who was disconnected none signs, whatever is left of it.
        var signing = db.Certificates.InUse()
            .Where(c => c.RevokedAt == null && c.PrivateKey != null)
            .Where(c => db.Tenants.Any(t => t.Name == c.Tenant && t.DisconnectedAt == null));
        var expiring = new Dictionary<string, int>();
        foreach (var (name, window) in FleetFigures.Windows)
        {
            var end = now + window;
            expiring[name] = await signing.CountAsync(c => c.ValidUntil <= end, cancellationToken);
        }

        // Not the rows: they hold the keys. Where no rotation is planned, for the vendor alone can renew it, none is overdue.
        var validities = signing.Where(c => !db.Upkeeps.Any(u => u.Tenant == c.Tenant && u.RotateAt == null)).Select(c => new { c.Tenant, c.NotBefore, c.ValidUntil }).AsAsyncEnumerable();
        var overdue = 0;
        await foreach (var validity in validities.WithCancellation(cancellationToken))
        {
            overdue += CertificatePolicy.RenewsAt(validity.Tenant, validity.NotBefore, validity.ValidUntil, options.RenewAt) < now ? 1 : 0;
        }

        var broken = await db.Tenants
            .Where(t => t.Status == TenantStatus.ReconnectRequired && t.HealthSince != null && t.HealthReason != null)
            .Select(t => new { t.Integration, t.Account, t.HealthReason, t.HealthSince })
            .ToListAsync(cancellationToken);
        return new FleetFigures(
            tenants.ToDictionary(row => (row.Status, row.Health), row => row.Count),
            expiring,
            await signing.MinAsync(c => (DateTimeOffset?)c.ValidUntil, cancellationToken),
            await db.Issuances.UnderWay().CountAsync(cancellationToken),
            overdue,
            [
                .. await AlarmsOfClockAsync(db, cancellationToken),
                .. AlarmPolicy.Of(broken.Select(t => new BrokenTenant(t.Integration, t.Account, t.HealthReason!, t.HealthSince!.Value))),
            ]);
    }

    /// <summary>The tenants alone do not tell: one that is not asked for stays as it was when the clock is right again.</summary>
    private async Task<IEnumerable<AlarmStatus>> AlarmsOfClockAsync(ConnectorDbContext db, CancellationToken cancellationToken)
    {
        if (!clock.IsDisputed)
        {
            return [];
        }

        var failing = await db.Tenants
            .Where(t => t.Status == TenantStatus.Connected && t.HealthReason == FailureCodes.ClockSkew && t.HealthSince != null)
            .Select(t => t.HealthSince!.Value)
            .ToListAsync(cancellationToken);
        return AlarmPolicy.OfClock(failing) is { } alarm ? [alarm] : [];
    }
}
