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
    CertificateLogin login,
    Leases leases,
    IssuanceSignal signal,
    TimeProvider time)
{
    /// <summary>
    /// Written before the code is sent, and nothing else is touched: whom a callback names is only text until NetSuite takes its code.
    /// </summary>
    public Task<IssuanceBegun> BeginAsync(
        TenantName name,
        IntegrationOptions integration,
        ConsentedIdentity identity,
        IssuanceOrigin origin,
        CancellationToken cancellationToken) =>
        contexts.CommitAsync(
            async db =>
            {
                var now = time.GetUtcNow();
                var tenant = await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Name == name, cancellationToken);
                if ((tenant is { BelongsToAccount: true } && tenant.Account != identity.Account) || IsAnothers(tenant, origin.LinkId, integration.Name))
                {
                    return new IssuanceBegun(null, "account_mismatch");
                }

                if (await IsUsedAsync(db, origin.LinkId, cancellationToken))
                {
                    return new IssuanceBegun(null, "state_used");
                }

                var issuance = Issuance.Begin(
                    name, integration.Name, integration.ClientId, ScopeSet.Of(integration.Scopes), identity, origin, leases.Take(), now);
                db.Issuances.Add(issuance);
                return new IssuanceBegun(issuance, null);
            },
            cancellationToken);

    /// <summary>
    /// NetSuite confirmed the consent. It replaces an issuance of the tenant that is still open: the newer consent wins, and takes over
    /// the certificate already made when it is for the same identity. False when its tokens are of no use, for the issuance was given
    /// up meanwhile, its link was used by another browser, or the tenant went to another account.
    /// </summary>
    public async Task<bool> ExchangedAsync(Issuance issuance, ConsentGrant grant, CancellationToken cancellationToken)
    {
        var packed = new ConsentTokens(grant.AccessToken, grant.RefreshToken).Pack();
        var isOurs = await contexts.CommitAsync(
            async db =>
            {
                using var turn = await db.TakeTurnAsync(cancellationToken);
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var now = time.GetUtcNow();
                if (await FindOursAsync(db, issuance, cancellationToken) is not { } row)
                {
                    return false;
                }

                var tenant = await db.Tenants.FindAsync([row.Tenant], cancellationToken)
                    ?? db.Tenants.Add(Tenant.Open(row.Tenant, row.Integration, row.Scopes, now)).Entity;
                var isTaken = !await IsUsedAsync(db, row.LinkId, cancellationToken) && !IsAnothers(tenant, row.LinkId, row.Integration) && tenant.BeginProvisioning(row.Identity, now).IsApplied;
                if (isTaken)
                {
                    // The older one is closed first: the store takes one open issuance a tenant at a time. Both or neither are committed.
                    var inherited = await SupersedeAsync(db, row, now, cancellationToken);
                    await db.SaveChangesAsync(cancellationToken);
                    var cipher = protector.Protect(packed, SecretPurpose.ConsentGrant, row.Id);
                    row.Exchanged(cipher, now + TimeSpan.FromSeconds(grant.ExpiresIn), inherited, now);
                }
                else
                {
                    await EndExchangeAsync(db, row, now, cancellationToken);
                }

                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return isTaken;
            },
            cancellationToken);
        signal.Wake();
        return isOurs;
    }

    /// <summary>NetSuite did not exchange the code. An issuance that was given up meanwhile is left alone.</summary>
    public Task ExchangeFailedAsync(Issuance issuance, CancellationToken cancellationToken) =>
        contexts.CommitAsync(
            async db =>
            {
                var row = await FindOursAsync(db, issuance, cancellationToken);
                if (row is not null)
                {
                    await EndExchangeAsync(db, row, time.GetUtcNow(), cancellationToken);
                }

                return row;
            },
            cancellationToken);

    /// <summary>
    /// Ends a consent that gave no tokens. Its tenant hears of it only when it was the tenant's own link and nothing else is under way for
    /// it: a stranger's callback says nothing about the tenant it names.
    /// </summary>
    public static async Task EndExchangeAsync(ConnectorDbContext db, Issuance issuance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        issuance.Fail(IssuanceFailure.ExchangeFailed, now);
        issuance.Clean(now);
        if (issuance.LinkId is null)
        {
            return;
        }

        var isAlone = !await db.Issuances.UnderWay().AnyAsync(i => i.Tenant == issuance.Tenant && i.Id != issuance.Id, cancellationToken);
        if (isAlone
            && await db.Tenants.FindAsync([issuance.Tenant], cancellationToken) is { } tenant
            && !tenant.FailProvisioning(issuance.Failure!, now).IsApplied)
        {
            // A tenant that is not being provisioned stands as it stood; one that is pending remembers why.
            _ = tenant.ConsentFailed(issuance.Failure!, now);
        }
    }

    private static Task<Issuance?> FindOursAsync(ConnectorDbContext db, Issuance issuance, CancellationToken cancellationToken) =>
        db.Issuances.SingleOrDefaultAsync(i => i.Id == issuance.Id && i.Fence == issuance.Fence && i.ClosedAt == null, cancellationToken);

    /// <summary>
    /// Who comes without a link connects by the default integration. A tenant that the vendor's link bound to another, with its own scopes
    /// and roles, is not theirs to change.
    /// </summary>
    private static bool IsAnothers(Tenant? tenant, string? linkId, string integration) =>
        linkId is null && tenant is not null && tenant.Integration != integration;

    /// <summary>A link is used up by the first connection made with it, also for browsers that opened it before.</summary>
    private static async Task<bool> IsUsedAsync(ConnectorDbContext db, string? linkId, CancellationToken cancellationToken) =>
        linkId is not null
        && await db.Issuances.ConnectedBy(linkId).AnyAsync(cancellationToken);

    /// <summary>Ends the tenant's open issuance in favour of <paramref name="newer"/>; answers it when its certificate will do for that one.</summary>
    private async Task<Issuance?> SupersedeAsync(
        ConnectorDbContext db, Issuance newer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await db.Issuances.UnderWay().SingleOrDefaultAsync(i => i.Tenant == newer.Tenant, cancellationToken);
        if (open is null)
        {
            return null;
        }

        open.Supersede(now);
        if (open.ClientId == newer.ClientId && open.Identity == newer.Identity)
        {
            return open;
        }

        await AbandonCertificateAsync(db, open, now, cancellationToken);
        return null;
    }

    private async Task AbandonCertificateAsync(
        ConnectorDbContext db, Issuance issuance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var certificate = await db.Certificates.SingleOrDefaultAsync(
            c => c.Tenant == issuance.Tenant && c.Id == issuance.CertificateId, cancellationToken);
        if (certificate?.Abandoned(now) is true)
        {
            login.Forget(certificate);
        }
    }
}
