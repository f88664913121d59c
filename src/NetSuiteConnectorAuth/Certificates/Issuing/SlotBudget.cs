using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// NetSuite takes five active certificates an integration record, whoever made them. We never hold more than two of a tenant's own, and
/// when there is no room we give up one of ours that is of no more use, never one that we did not make.
/// </summary>
public sealed class SlotBudget(NetSuiteClient client, CertificateOptions options, TimeProvider time)
{
    private const int MostOfOurs = 2;

    /// <summary>Whether there is room for one more. When there is none and a revocation failed, room can be made later.</summary>
    /// <param name="listed">NetSuite's list, in which the certificate to be uploaded is not.</param>
    public async Task<(bool HasRoom, NetSuiteFailure? Failure)> MakeRoomAsync(
        IssuanceRun run, IReadOnlyList<ListedCertificate> listed, Secret token, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var now = time.GetUtcNow();
        var active = listed.Where(c => c.IsActive(DateOnly.FromDateTime(now.UtcDateTime))).Select(c => c.Id).ToHashSet();
        var ours = (await run.Db.Certificates.Where(c => c.Tenant == issuance.Tenant && c.RevokedAt == null).ToListAsync(cancellationToken))
            .Where(c => active.Contains(c.Id))
            .ToList();

        // Those given up first, then those that drain: the oldest of them before the others.
        var expendable = new Queue<Certificate>(ours
            .Where(c => c.AbandonedAt is not null || c.RetiredAt is not null)
            .OrderBy(c => c.AbandonedAt is null)
            .ThenBy(c => c.RetiredAt));
        var (left, oursLeft) = (active.Count, ours.Count);
        NetSuiteFailure? failure = null;
        while (left >= options.MaxActivePerIntegration || oursLeft >= MostOfOurs)
        {
            if (!expendable.TryDequeue(out var certificate))
            {
                // Two of ours that both are in use cannot be; a full record can.
                return (failure is null && left < options.MaxActivePerIntegration, failure);
            }

            var revoked = await client.RevokeCertificateAsync(issuance.Identity.Account, issuance.ClientId, token, certificate.Id, cancellationToken);
            if (revoked.Succeeded(out _, out failure))
            {
                certificate.Revoked(time.GetUtcNow());
                run.Note(EventType.CertificateRevoked, time.GetUtcNow(), ("certificate", certificate.Id));
                left--;
                oursLeft--;
            }
        }

        return (true, null);
    }
}
