using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A certificate that comes to its end because its renewal is paused, fails or is nobody's but the vendor's is told of 14, 7 and 1 days before.
/// </summary>
public sealed partial class ExpiryWarnings(
    IDbContextFactory<ConnectorDbContext> contexts, CertificateOptions options, TimeProvider time, ILogger<ExpiryWarnings> logger)
{
    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        foreach (var (tenant, certificate, validUntil) in await DueAsync(cancellationToken))
        {
            await WarnAsync(tenant, certificate, validUntil, cancellationToken);
        }
    }

    /// <summary>
    /// Those whose renewal was due and of which was not warned yet, those that end first at the front. However many are within their last
    /// days, all are looked at: of most of them is nothing to tell, and who only saw the first would never get past them.
    /// </summary>
    private async Task<List<(TenantName Tenant, string Certificate, DateTimeOffset ValidUntil)>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var horizon = now + TimeSpan.FromDays(UpkeepPolicy.WarningDays[0]);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ending = db.Certificates.AsNoTracking().InUse()
            .Where(c => c.RevokedAt == null && c.PrivateKey != null && c.ValidUntil > now && c.ValidUntil <= horizon)
            .Where(c => db.Tenants.Any(t => t.Name == c.Tenant && t.DisconnectedAt == null))
            .Join(db.Upkeeps, c => c.Tenant, u => u.Tenant, (c, u) => new { c.Tenant, c.Id, c.NotBefore, c.ValidUntil, u.WarnedDays })
            .OrderBy(end => end.ValidUntil)
            .AsAsyncEnumerable();
        var due = new List<(TenantName, string, DateTimeOffset)>();
        await foreach (var end in ending.WithCancellation(cancellationToken))
        {
            if (UpkeepPolicy.WarningDue(end.ValidUntil, end.WarnedDays, now) is not null
                && CertificatePolicy.RenewsAt(end.Tenant, end.NotBefore, end.ValidUntil, options.RenewAt) < now)
            {
                due.Add((end.Tenant, end.Id, end.ValidUntil));
            }
        }

        return due;
    }

    private Task<bool> WarnAsync(TenantName name, string certificate, DateTimeOffset validUntil, CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            var now = time.GetUtcNow();
            var upkeep = await db.Upkeeps.FindAsync([name], cancellationToken);
            if (upkeep is null || UpkeepPolicy.WarningDue(validUntil, upkeep.WarnedDays, now) is not { } days || await CanProceedAsync(db, upkeep, cancellationToken))
            {
                return false;
            }

            upkeep.Warned(days);
            db.Events.Add(AuditEvent.Of(
                name, EventType.CertificateExpiring, "upkeep", now,
                ("certificate", certificate), ("valid_until", validUntil.ToString("O")), ("days", $"{days}"),
                ("reason", upkeep.Paused ? "paused" : upkeep.LastError ?? "not_renewed")));
            Log.Ends(logger, name.Value, certificate, validUntil, upkeep.Paused ? "paused" : upkeep.LastError ?? "not_renewed");
            return true;
        },
        cancellationToken);

    /// <summary>A rotation that is due and was not refused yet is under way or about to be.</summary>
    private static async Task<bool> CanProceedAsync(ConnectorDbContext db, Upkeep upkeep, CancellationToken cancellationToken) =>
        upkeep is { Paused: false, Attempts: 0, RotateAt: not null, LastError: null }
        && !await db.Issuances.AnyAsync(i => i.Tenant == upkeep.Tenant && i.ClosedAt == null && i.Attempts > 0, cancellationToken)
        && await db.Tenants.AnyAsync(t => t.Name == upkeep.Tenant && t.Status == TenantStatus.Connected, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(260, LogLevel.Error, "{Tenant}: certificate {Certificate} ends {ValidUntil} and is not renewed: {Reason}")]
        public static partial void Ends(ILogger logger, string tenant, string certificate, DateTimeOffset validUntil, string reason);
    }
}
