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
    private const int Batch = 500;

    public async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var horizon = now + TimeSpan.FromDays(UpkeepPolicy.WarningDays[0]);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ending = await db.Certificates.AsNoTracking().InUse()
            .Where(c => c.RevokedAt == null && c.PrivateKey != null && c.ValidUntil > now && c.ValidUntil <= horizon)
            .Where(c => db.Tenants.Any(t => t.Name == c.Tenant && t.DisconnectedAt == null))
            .OrderBy(c => c.ValidUntil)
            .Select(c => new { c.Tenant, c.Id, c.NotBefore, c.ValidUntil })
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var end in ending.Where(end => CertificatePolicy.RenewsAt(end.Tenant, end.NotBefore, end.ValidUntil, options.RenewAt) < now))
        {
            await WarnAsync(end.Tenant, end.Id, end.ValidUntil, cancellationToken);
        }
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
