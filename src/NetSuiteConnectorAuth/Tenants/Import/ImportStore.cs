using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>Where an import meets the tenant as it is, and the one transaction in which it becomes true: all of it or nothing.</summary>
public sealed class ImportStore(
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    RotationPlan rotations,
    CertificateOptions options,
    TimeProvider time)
{
    public async Task<ImportStanding> StandingAsync(ImportPlan plan, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tenant = await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Name == plan.Tenant, cancellationToken);
        return await StandingAsync(db, plan, tenant, cancellationToken);
    }

    /// <summary>The standing at the last moment: only when it was free, something was written.</summary>
    /// <param name="before">The standing before NetSuite was asked: what was ordered since is not undone.</param>
    public Task<ImportStanding> KeepAsync(ProvenImport import, ImportStanding before, string actor, CancellationToken cancellationToken) =>
        contexts.CommitAsync(
            async db =>
            {
                var tenant = await db.Tenants.SingleOrDefaultAsync(t => t.Name == import.Plan.Tenant, cancellationToken);
                var standing = await StandingAsync(db, import.Plan, tenant, cancellationToken);
                if (standing is { IsDone: false, Obstacle: null } && standing.Generation != before.Generation)
                {
                    standing = ImportStanding.Conflict("The tenant was connected or disconnected while NetSuite was asked.");
                }

                if (standing is { IsDone: false, Obstacle: null })
                {
                    standing = await WriteAsync(db, import, tenant, actor, cancellationToken);
                }

                return standing;
            },
            cancellationToken);

    private async Task<ImportStanding> StandingAsync(ConnectorDbContext db, ImportPlan plan, Tenant? tenant, CancellationToken cancellationToken)
    {
        if (tenant is { BelongsToAccount: true } && tenant.Account != plan.Account)
        {
            return ImportStanding.Conflict($"The tenant belongs to account {tenant.Account!.Value}.");
        }

        if (tenant is { Status: TenantStatus.Connected } && await SigningAsync(db, plan.Tenant, cancellationToken) is { } signing)
        {
            return signing.Id != plan.CertificateId
                ? ImportStanding.Conflict("The tenant is connected with another certificate. Disconnect it first.")
                : StandingOfRepeat(plan, tenant, signing);
        }

        return await db.Issuances.UnderWay().AnyAsync(i => i.Tenant == plan.Tenant, cancellationToken)
            ? ImportStanding.Conflict("A connection of the tenant is being made. Wait until it is made or has failed.")
            : ImportStanding.Free(tenant?.Generation ?? 0);
    }

    private async Task<Certificate?> SigningAsync(ConnectorDbContext db, TenantName tenant, CancellationToken cancellationToken)
    {
        var certificates = await db.Certificates.AsNoTracking().InUse().Where(c => c.Tenant == tenant).ToListAsync(cancellationToken);
        return CertificatePolicy.Signing(time.GetUtcNow(), certificates);
    }

    /// <summary>
    /// Only who has the key itself is told that it is in use. NetSuite is not asked: what it thinks of the certificate now, the tenant's
    /// health shows.
    /// </summary>
    private ImportStanding StandingOfRepeat(ImportPlan plan, Tenant tenant, Certificate signing)
    {
        var stored = protector.Unprotect(signing.PrivateKey!, SecretPurpose.PrivateKey, CertificateLogin.OwnerOf(signing.Tenant, signing.Id));
        if (!SuppliedKey.TryRead(stored, null, options.Algorithm, out var key, out _) || !key.IsSameAs(plan.Key))
        {
            return ImportStanding.Blocked(ErrorCode.KeyMismatch, "The private key is not the one of the certificate with this ID.");
        }

        return tenant.Integration == plan.Integration.Name && (plan.Role ?? tenant.Role) == tenant.Role && (plan.Entity ?? tenant.Entity) == tenant.Entity
            ? ImportStanding.Done
            : ImportStanding.Conflict(
                $"The tenant is connected with this certificate through integration {tenant.Integration}, as role {tenant.Role} and entity {tenant.Entity}.");
    }

    private async Task<ImportStanding> WriteAsync(
        ConnectorDbContext db, ProvenImport import, Tenant? existing, string actor, CancellationToken cancellationToken)
    {
        var (plan, now) = (import.Plan, time.GetUtcNow());
        var tenant = existing ?? db.Tenants.Add(Tenant.Open(plan.Tenant, plan.Integration.Name, plan.Scopes, now)).Entity;
        var wasConnected = tenant.BelongsToAccount;
        var certificate = import.ToCertificate(now).Keep(
            protector.Protect(plan.Key.PrivateKeyPem, SecretPurpose.PrivateKey, CertificateLogin.OwnerOf(plan.Tenant, plan.CertificateId)));
        if (!certificate.Activated(now)
            || !tenant.BeginProvisioning(import.Identity, now).IsApplied
            || !tenant.Activate(import.Identity, plan.Integration.Name, plan.Scopes, now).IsApplied)
        {
            throw new InvalidOperationException($"A tenant that is {tenant.Status} was free to be imported and cannot be activated.");
        }

        foreach (var older in await db.Certificates.Where(c => c.Tenant == plan.Tenant).ToListAsync(cancellationToken))
        {
            if (older.Id == plan.CertificateId)
            {
                // We had it before, and facts are not taken back: the row begins anew.
                db.Certificates.Remove(older);
            }
            else if (older.ActivatedAt is not null)
            {
                older.Retired(now);
            }
        }

        db.Certificates.Add(certificate);

        // From here on it is renewed like any other: within a day, when there is little left of it.
        var upkeep = await db.Upkeeps.FindOrAddAsync(plan.Tenant, cancellationToken);
        upkeep.Activated(rotations.Next(certificate, now), now + options.Overlap);
        var key = new TokenKey(plan.Tenant, tenant.Generation, plan.Scopes);
        var token = new AccessToken(import.Token.AccessToken, now, import.Token.ExpiresAt);
        db.Tokens.Add(StoredToken.Of(key, token, protector.Protect(token.Value, SecretPurpose.AccessToken, StoredToken.OwnerOf(key))));
        db.Events.AddRange(
            AuditEvent.Of(
                plan.Tenant, wasConnected ? EventType.TenantReconnected : EventType.TenantConnected, actor, now, ("account", plan.Account.Value)),
            AuditEvent.Of(plan.Tenant, EventType.CertificateActivated, actor, now, ("certificate", plan.CertificateId)));
        return ImportStanding.Free(tenant.Generation);
    }
}
