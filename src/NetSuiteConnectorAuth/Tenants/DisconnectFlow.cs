using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// A connection is taken down. At once there are no more tokens, in the store or in memory; then our certificates are revoked at NetSuite
/// and, each when that is confirmed, their keys shredded. What NetSuite does not confirm now, the reviews go on with.
/// </summary>
public sealed class DisconnectFlow(
    IDbContextFactory<ConnectorDbContext> contexts,
    TenantReview review,
    TokenIssuer tokens,
    CertificateLogin login,
    IssuanceSignal signal,
    TimeProvider time)
{
    /// <param name="force">Shred the keys although NetSuite refuses or is gone.</param>
    /// <returns>Whether nothing is left to do; null when there is no such tenant.</returns>
    public async Task<bool?> DisconnectAsync(TenantName name, bool force, string actor, CancellationToken cancellationToken)
    {
        if (!await EndAsync(name, actor, cancellationToken))
        {
            return null;
        }

        tokens.Forget(name);
        signal.Wake();
        await review.RunClaimedAsync(name, cancellationToken);
        if (force)
        {
            await ShredAsync(name, actor, cancellationToken);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return !await db.Certificates.AnyAsync(c => c.Tenant == name && c.RevokedAt == null && c.PrivateKey != null, cancellationToken);
    }

    private Task<bool> EndAsync(TenantName name, string actor, CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            var now = time.GetUtcNow();
            if (await db.Tenants.FindAsync([name], cancellationToken) is not { } tenant)
            {
                return false;
            }

            var upkeep = await db.Upkeeps.FindAsync([name], cancellationToken) ?? db.Upkeeps.Add(new Upkeep(name)).Entity;
            if (tenant.Disconnect(now).IsApplied)
            {
                db.Events.Add(AuditEvent.Of(name, EventType.TenantDisconnected, actor, now));
                db.Tokens.RemoveRange(await db.Tokens.Where(t => t.Tenant == name).ToListAsync(cancellationToken));
                foreach (var issuance in await db.Issuances.Where(i => i.Tenant == name && i.ClosedAt == null).ToListAsync(cancellationToken))
                {
                    // Its consent is still revoked, by its own clean-up, and before that what was uploaded with it.
                    issuance.Supersede(now);
                    var unfinished = await db.Certificates.SingleOrDefaultAsync(
                        c => c.Tenant == name && c.Id == issuance.CertificateId, cancellationToken);
                    unfinished?.Dropped(now);
                }

                upkeep.End(review.ClaimedUntil);
            }
            else if (upkeep.ReviewAt is not null)
            {
                // Asked for again: NetSuite is asked again, too.
                upkeep.ReviewBy(review.ClaimedUntil);
            }

            return true;
        },
        cancellationToken);

    private Task<bool> ShredAsync(TenantName name, string actor, CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            var kept = await db.Certificates.Where(c => c.Tenant == name && c.RevokedAt == null).ToListAsync(cancellationToken);
            foreach (var certificate in kept.Where(c => c.PrivateKey is not null))
            {
                certificate.Shred();
                login.Forget(certificate);
                db.Events.Add(AuditEvent.Of(
                    name, EventType.CertificateRevoked, actor, time.GetUtcNow(), ("certificate", certificate.Id), ("forced", "true"), ("confirmed", "false")));
            }

            if (await db.Upkeeps.FindAsync([name], cancellationToken) is { } upkeep)
            {
                upkeep.End(null);
            }

            return true;
        },
        cancellationToken);
}
