using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>How a rotation comes into the journal: because it is due, or because an operator wants it now; and how it is kept from it.</summary>
public sealed partial class Rotations(
    IDbContextFactory<ConnectorDbContext> contexts,
    RotationPlan plan,
    IssuanceSignal signal,
    TimeProvider time,
    ILogger<Rotations> logger)
{
    /// <summary>Rotations begun in one transaction.</summary>
    private const int Batch = 200;

    /// <summary>Opens those that are due, the longest due first. Answers whether there may be more.</summary>
    public async Task<bool> BeginDueAsync(CancellationToken cancellationToken)
    {
        var begun = await contexts.CommitAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                var underWay = db.Issuances.UnderWay();
                var due = await db.Upkeeps
                    .Where(u => u.RotateAt <= now && !u.Paused)
                    .Join(db.Tenants.Where(t => t.Status == TenantStatus.Connected), u => u.Tenant, t => t.Name, (u, t) => new { u.RotateAt, Tenant = t })
                    .Where(row => !underWay.Any(i => i.Tenant == row.Tenant.Name))
                    .OrderBy(row => row.RotateAt)
                    .Take(Batch)
                    .Select(row => row.Tenant)
                    .AsNoTracking()
                    .ToListAsync(cancellationToken);
                var names = due.ConvertAll(tenant => tenant.Name);
                var certificates = await db.Certificates.AsNoTracking().InUse().Where(c => names.Contains(c.Tenant)).ToListAsync(cancellationToken);
                var byTenant = certificates.ToLookup(c => c.Tenant);
                foreach (var tenant in due)
                {
                    Open(db, tenant, byTenant[tenant.Name], now);
                }

                return due.Count;
            },
            cancellationToken);
        if (begun > 0)
        {
            Log.Begun(logger, begun);
            signal.Wake();
        }

        return begun == Batch;
    }

    /// <summary>Now, whatever the plan and the back-off say; the slot budget and the lease hold. One that is running is hurried. Null when it is on its way.</summary>
    public async Task<Refusal?> BeginNowAsync(TenantName name, CancellationToken cancellationToken)
    {
        var refusal = await contexts.CommitAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                if (await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Name == name, cancellationToken) is not { } tenant)
                {
                    return new Refusal(ErrorCode.UnknownTenant);
                }

                if (tenant.Status is not TenantStatus.Connected)
                {
                    return new Refusal(ErrorCode.NotConnected);
                }

                if (await db.Issuances.UnderWay().SingleOrDefaultAsync(i => i.Tenant == name, cancellationToken) is { } open)
                {
                    open.Hurry(now);
                    return null;
                }

                var certificates = await db.Certificates.AsNoTracking().InUse().Where(c => c.Tenant == name).ToListAsync(cancellationToken);
                if (CertificatePolicy.Signing(now, certificates) is { } signing && plan.Next(signing, now) is null)
                {
                    return new Refusal(ErrorCode.Conflict, "The configured shared certificate signs already. Replace it in the configuration.");
                }

                Open(db, tenant, certificates, now);
                return null;
            },
            cancellationToken);
        signal.Wake();
        return refusal;
    }

    /// <summary>Stops the renewal of one tenant's certificate, or, with false, lets it go on; a time that passed meanwhile is due now.</summary>
    public Task<Refusal?> PauseAsync(TenantName name, bool paused, CancellationToken cancellationToken) =>
        contexts.CommitAsync(
            async db =>
            {
                if (!await db.Tenants.AnyAsync(t => t.Name == name, cancellationToken))
                {
                    return new Refusal(ErrorCode.UnknownTenant);
                }

                var upkeep = await db.Upkeeps.FindOrAddAsync(name, cancellationToken);
                if (paused)
                {
                    upkeep.Pause();
                }
                else if (upkeep.Paused)
                {
                    var now = time.GetUtcNow();
                    var certificates = await db.Certificates.AsNoTracking().InUse().Where(c => c.Tenant == name).ToListAsync(cancellationToken);
                    upkeep.Resume(CertificatePolicy.Signing(now, certificates) is { } signing ? plan.Of(signing) : null);
                }

                return null;
            },
            cancellationToken);

    private static void Open(ConnectorDbContext db, Tenant tenant, IEnumerable<Certificate> certificates, DateTimeOffset now)
    {
        // Without one that signs the rotation fails by itself, and says so.
        var signing = CertificatePolicy.Signing(now, certificates) ?? certificates.MaxBy(c => c.ActivatedAt);
        var identity = new ConsentedIdentity(tenant.Account!, tenant.Role!.Value, tenant.Entity!.Value, tenant.RestUrl!, tenant.RestletUrl!);
        db.Issuances.Add(Issuance.Rotate(
            tenant.Name, tenant.Integration, signing?.ClientId ?? "", tenant.Scopes, identity, signing?.ValidUntil, now));
    }

    private static partial class Log
    {
        [LoggerMessage(230, LogLevel.Information, "{Count} certificates are due for renewal")]
        public static partial void Begun(ILogger logger, int count);
    }
}
