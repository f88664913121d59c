using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// A connection is taken down. At once there are no more tokens, in the store or in memory; then what is left of a consent and our
/// certificates are revoked at NetSuite and, each when that is confirmed, their keys shredded. What NetSuite does not confirm now, the
/// workers go on with.
/// </summary>
public sealed class DisconnectFlow(
    IDbContextFactory<ConnectorDbContext> contexts,
    TenantReview review,
    IssuanceEngine issuances,
    TokenIssuer tokens,
    CertificateLogin login,
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
        foreach (var id in await ConsentsAsync(name, cancellationToken))
        {
            await issuances.AdvanceAsync(id, cancellationToken);
        }

        await review.RunClaimedAsync(name, cancellationToken);
        if (force)
        {
            await ShredAsync(name, actor, cancellationToken);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return !await db.Certificates.AnyAsync(c => c.Tenant == name && c.RevokedAt == null && c.PrivateKey != null, cancellationToken)
            && !await db.Issuances.AnyAsync(i => i.Tenant == name && i.Grant != null, cancellationToken);
    }

    /// <summary>Whose tokens are still to be revoked and deleted.</summary>
    private async Task<List<string>> ConsentsAsync(TenantName name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Issuances.Where(i => i.Tenant == name && i.ClosedAt != null && i.Grant != null).OrderBy(i => i.CreatedAt).Select(i => i.Id).ToListAsync(cancellationToken);
    }

    private Task<bool> EndAsync(TenantName name, string actor, CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            var now = time.GetUtcNow();
            if (await db.Tenants.FindAsync([name], cancellationToken) is not { } tenant)
            {
                return false;
            }

            foreach (var closed in await db.Issuances.Where(i => i.Tenant == name && i.ClosedAt != null && i.Grant != null).ToListAsync(cancellationToken))
            {
                // Its clean-up may be waiting for minutes, and somebody waits for this.
                closed.Hurry(now);
            }

            var upkeep = await db.Upkeeps.FindOrAddAsync(name, cancellationToken);
            if (tenant.Disconnect(now).IsApplied)
            {
                db.Events.Add(AuditEvent.Of(name, EventType.TenantDisconnected, actor, now));
                db.Tokens.RemoveRange(await db.Tokens.Where(t => t.Tenant == name).ToListAsync(cancellationToken));
                foreach (var certificate in await db.Certificates.InUse().Where(c => c.Tenant == name).ToListAsync(cancellationToken))
                {
                    // Whoever connects the tenant anew while NetSuite has not let go of it must not live by it again.
                    certificate.Retired(now);
                }

                foreach (var issuance in await db.Issuances.Where(i => i.Tenant == name && i.ClosedAt == null).ToListAsync(cancellationToken))
                {
                    // Its consent is still revoked, by its own clean-up, and before that what was uploaded with it.
                    issuance.Supersede(now);
                    var unfinished = await db.Certificates.SingleOrDefaultAsync(
                        c => c.Tenant == name && c.Id == issuance.CertificateId, cancellationToken);
                    _ = unfinished?.Abandoned(now);
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

    /// <summary>Asking NetSuite may have taken minutes: what somebody connected meanwhile is none of what was to be shredded.</summary>
    private Task<bool> ShredAsync(TenantName name, string actor, CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            var tenant = await db.Tenants.SingleAsync(t => t.Name == name, cancellationToken);
            if (tenant.Status is not TenantStatus.Disconnected)
            {
                return false;
            }

            var end = tenant.DisconnectedAt;
            var kept = await db.Certificates.Where(c => c.Tenant == name && c.RevokedAt == null && c.MadeAt <= end).ToListAsync(cancellationToken);
            foreach (var certificate in kept.Where(c => c.PrivateKey is not null))
            {
                certificate.Shred();
                login.Forget(certificate);
                db.Events.Add(AuditEvent.Of(
                    name, EventType.CertificateRevoked, actor, time.GetUtcNow(), ("certificate", certificate.Id), ("forced", "true"), ("confirmed", "false")));
            }

            foreach (var issuance in await db.Issuances.Where(i => i.Tenant == name && i.ClosedAt != null && i.Grant != null).ToListAsync(cancellationToken))
            {
                issuance.Clean(time.GetUtcNow());
            }

            if (await db.Upkeeps.FindAsync([name], cancellationToken) is { } upkeep)
            {
                upkeep.End(null);
            }

            return true;
        },
        cancellationToken);
}
