using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>One process working on one issuance: the rows it changes, and the token that proved the certificate, kept for the first caller.</summary>
public sealed record IssuanceRun(ConnectorDbContext Db, Issuance Issuance)
{
    public required Leases Leases { get; init; }

    public MintedToken? FirstToken { get; set; }

    /// <summary>Commits what was changed, under a fresh lease. To be called before something that two processes must not do.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another process took over, or a newer consent did.</exception>
    public Task KeepLeaseAsync(CancellationToken cancellationToken)
    {
        Issuance.Renew(Leases.Take());

        // Written even when the clock stood still: only a write asks the store whether the fence is still ours.
        Db.Entry(Issuance).Property(issuance => issuance.LeaseUntil).IsModified = true;
        return Db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The certificate that is being issued.</summary>
    public Task<Certificate> CertificateAsync(CancellationToken cancellationToken) =>
        Db.Certificates.SingleAsync(c => c.Tenant == Issuance.Tenant && c.Id == Issuance.CertificateId, cancellationToken);

    public Task<Upkeep> UpkeepAsync(CancellationToken cancellationToken) => Db.Upkeeps.FindOrAddAsync(Issuance.Tenant, cancellationToken);

    public void Note(string type, DateTimeOffset now, params (string Name, string Value)[] data) =>
        Db.Events.Add(AuditEvent.Of(Issuance.Tenant, type, "issuance", now, data));
}
