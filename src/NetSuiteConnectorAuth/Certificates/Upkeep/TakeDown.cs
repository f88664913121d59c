using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// What is of no more use leaves NetSuite: all of a tenant that is not connected. What a sweep came to is written down here in any case, for
/// a key goes only when NetSuite is known to be rid of its certificate.
/// </summary>
public sealed partial class TakeDown(
    IDbContextFactory<ConnectorDbContext> contexts, CertificateSweep sweep, CertificateLogin login, TimeProvider time, ILogger<TakeDown> logger)
{
    /// <summary>Revokes everything of a tenant that was disconnected or is not connected yet, and writes down what came of it.</summary>
    public async Task RunAsync(Tenant tenant, List<Certificate> certificates, CancellationToken cancellationToken)
    {
        // Without its key a certificate was shredded by order, or others live by it: nothing is left that we could do.
        var left = certificates.FindAll(c => c.PrivateKey is not null);
        var swept = left.Count > 0
            ? await sweep.RevokeAsync(certificates, null, tenant.Scopes, cancellationToken)
            : new SweepResult();
        await contexts.CommitUpkeepAsync(
            tenant.Name,
            (db, present, upkeep) =>
            {
                Confirm(db, present, [.. db.Certificates.Local], swept);
                if (present.Status != tenant.Status)
                {
                    return;
                }

                if (db.Certificates.Local.Any(c => c.RevokedAt is null && c.PrivateKey is not null))
                {
                    upkeep.Concern(swept.Failed.FirstOrDefault().Why?.Code);
                    Postpone(upkeep, swept);
                }
                else
                {
                    upkeep.End(null);
                    Log.TakenDown(logger, present.Name.Value);
                }
            },
            cancellationToken);
    }

    /// <summary>What NetSuite is rid of, and what is left to others, is written down as that, and its key goes.</summary>
    public void Confirm(ConnectorDbContext db, Tenant tenant, List<Certificate> own, SweepResult swept)
    {
        var now = time.GetUtcNow();
        foreach (var certificate in own.Where(c => c.RevokedAt is null && swept.IsRid(c.Id)))
        {
            certificate.Revoked(now);
            login.Forget(certificate);
            db.Events.Add(AuditEvent.Of(certificate.Tenant, EventType.CertificateRevoked, TenantReview.Actor, now, ("certificate", certificate.Id)));
        }

        // Others live by it, so it stays at NetSuite; this tenant is done with it.
        foreach (var certificate in own.Where(c =>
            swept.Spared.Contains(c.Id) && (tenant.Status is TenantStatus.Disconnected || (c.RetiredAt ?? c.AbandonedAt) is not null)))
        {
            certificate.Shred();
            login.Forget(certificate);
        }
    }

    /// <summary>Something was not revoked: when it is tried again.</summary>
    public void Postpone(Upkeep upkeep, SweepResult swept)
    {
        var now = time.GetUtcNow();
        if (swept.Unconfirmed is { } wait)
        {
            upkeep.Reviewed(now + wait);
        }
        else
        {
            upkeep.ReviewFailed(now + UpkeepPolicy.ReviewBackOff(upkeep.ReviewFailures));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(252, LogLevel.Information, "{Tenant}: not connected; nothing of ours is left at NetSuite")]
        public static partial void TakenDown(ILogger logger, string tenant);
    }
}
