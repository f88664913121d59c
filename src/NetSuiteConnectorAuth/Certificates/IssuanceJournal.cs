using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>How an issuance comes into the journal: what the consent's callback writes, before and after the code is exchanged.</summary>
public sealed class IssuanceJournal(
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    Leases leases,
    IssuanceSignal signal,
    TimeProvider time)
{
    /// <summary>
    /// Written before the code is sent. Replaces an issuance of the tenant that is still open: the newer consent wins, and takes over
    /// the certificate already made when it is for the same identity. Null when the tenant belongs to another account.
    /// </summary>
    public Task<Issuance?> BeginAsync(
        TenantName name,
        IntegrationOptions integration,
        ConsentedIdentity identity,
        IssuanceOrigin origin,
        CancellationToken cancellationToken) =>
        contexts.CommitAsync<Issuance?>(
            async db =>
            {
                var now = time.GetUtcNow();
                var scopes = ScopeSet.Of(integration.Scopes);
                var tenant = await db.Tenants.FindAsync([name], cancellationToken)
                    ?? db.Tenants.Add(Tenant.Open(name, integration.Name, scopes, now)).Entity;
                if (!tenant.BeginProvisioning(identity, now).IsApplied)
                {
                    return null;
                }

                var open = await db.Issuances.SingleOrDefaultAsync(i => i.Tenant == name && i.ClosedAt == null, cancellationToken);
                var inherited = await SupersedeAsync(db, open, integration, identity, now, cancellationToken);
                var issuance = Issuance.Begin(
                    name, integration.Name, integration.ClientId, scopes, identity, origin, inherited, leases.Take(), now);
                db.Issuances.Add(issuance);
                return issuance;
            },
            cancellationToken);

    /// <summary>False when the issuance was replaced or given up meanwhile: the tokens are then of no use.</summary>
    public async Task<bool> ExchangedAsync(Issuance issuance, ConsentGrant grant, CancellationToken cancellationToken)
    {
        var packed = new ConsentTokens(grant.AccessToken, grant.RefreshToken).Pack();
        var isOurs = await contexts.CommitAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                var row = await FindOursAsync(db, issuance, cancellationToken);
                row?.Exchanged(protector.Protect(packed, SecretPurpose.ConsentGrant, row.Id), now + TimeSpan.FromSeconds(grant.ExpiresIn), now);
                return row is not null;
            },
            cancellationToken);
        signal.Wake();
        return isOurs;
    }

    /// <summary>NetSuite did not exchange the code. An issuance that was replaced or given up meanwhile is left alone.</summary>
    public Task ExchangeFailedAsync(Issuance issuance, CancellationToken cancellationToken) =>
        contexts.CommitAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                if (await FindOursAsync(db, issuance, cancellationToken) is not { } row)
                {
                    return false;
                }

                await AbandonCertificateAsync(db, row, now, cancellationToken);
                row.Fail(IssuanceFailure.ExchangeFailed, now);
                row.Clean(now);
                var tenant = await db.Tenants.SingleAsync(t => t.Name == row.Tenant, cancellationToken);
                return tenant.FailProvisioning(row.Failure!, now).IsApplied;
            },
            cancellationToken);

    private static Task<Issuance?> FindOursAsync(ConnectorDbContext db, Issuance issuance, CancellationToken cancellationToken) =>
        db.Issuances.SingleOrDefaultAsync(i => i.Id == issuance.Id && i.Fence == issuance.Fence && i.ClosedAt == null, cancellationToken);

    /// <summary>Ends an open issuance in favour of a newer one; answers the certificate the newer one goes on with, if any.</summary>
    private static async Task<string?> SupersedeAsync(
        ConnectorDbContext db,
        Issuance? open,
        IntegrationOptions integration,
        ConsentedIdentity identity,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (open is null)
        {
            return null;
        }

        open.Supersede(now);
        if (open.ClientId == integration.ClientId && open.Identity == identity)
        {
            return open.CertificateId;
        }

        await AbandonCertificateAsync(db, open, now, cancellationToken);
        return null;
    }

    private static async Task AbandonCertificateAsync(
        ConnectorDbContext db, Issuance issuance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var certificate = await db.Certificates.SingleOrDefaultAsync(
            c => c.Tenant == issuance.Tenant && c.Id == issuance.CertificateId, cancellationToken);
        certificate?.Abandoned(now);
    }
}
