using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// NetSuite takes five active certificates an integration record, whoever made them. We never hold more than two of a tenant's own, and
/// when there is no room we give up one of ours that is of no more use, never one that we did not make.
/// </summary>
public sealed class SlotBudget(
    NetSuiteClient client, CertificateSweep sweep, RevocationGuard guard, CertificateLogin login, CertificateOptions options, TimeProvider time)
{
    private const int MostOfOurs = 2;

    /// <summary>Whether there is room for one more. When there is none and a revocation failed, room can be made later.</summary>
    /// <param name="listed">NetSuite's list, in which the certificate to be uploaded is not.</param>
    public async Task<(bool HasRoom, NetSuiteFailure? Failure)> MakeRoomAsync(
        IssuanceRun run, IReadOnlyList<ListedCertificate> listed, Secret token, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var now = time.GetUtcNow();
        var active = listed.Where(c => c.MayBeActive(now)).Select(c => c.Id).ToHashSet();
        var known = await run.Db.Certificates.Where(c => c.Tenant == issuance.Tenant && c.RevokedAt == null).ToListAsync(cancellationToken);

        // What others live by is not ours to give up, so it does not count as ours either.
        var spared = await guard.SparedAsync(run.Db, issuance.Tenant, cancellationToken);
        known.RemoveAll(c => spared.Contains(c.Id));
        var underWay = await guard.UnderWayAsync(run.Db, issuance.Tenant, cancellationToken);
        var unseen = known.FindAll(c => underWay.ContainsKey(c.Id) && c.Id != issuance.CertificateId
            && !IsAnotherUsers(c, issuance) && listed.All(row => row.Id != c.Id));
        if (unseen.Find(c => c.UploadedAt is null || IsExpendable(c)) is { } lost)
        {
            return (false, new NetSuiteFailure(FailureKind.Transient, IssuanceFailures.UploadUnconfirmed) { RetryAfter = underWay[lost.Id] });
        }

        // The list lags behind: what NetSuite took a moment ago, and what signs, is there all the same.
        active.UnionWith(unseen.Select(c => c.Id));
        var hidden = known.FindAll(c => !active.Contains(c.Id) && IsAnotherUsers(c, issuance) && c.HasLeft && c.OverAt > now);
        var ours = known.FindAll(c => active.Contains(c.Id));
        var (hiddenLeft, notNow) = await RevokeHiddenAsync(run, hidden, ours.Count, cancellationToken);
        if (notNow is not null)
        {
            return (false, notNow);
        }

        var oursLeft = ours.Count + hiddenLeft;

        // Those given up first, then those that drain: the oldest of them before the others.
        var expendable = new Queue<Certificate>(ours
            .Where(IsExpendable)
            .OrderBy(c => c.AbandonedAt is null)
            .ThenBy(c => c.RetiredAt));
        var left = active.Count;
        NetSuiteFailure? failure = null;
        while (left >= options.MaxActivePerIntegration || oursLeft >= MostOfOurs)
        {
            if (!expendable.TryDequeue(out var certificate))
            {
                // Two of ours that both are in use cannot be; a full record can.
                return (failure is null && left < options.MaxActivePerIntegration, failure);
            }

            var revoked = await client.RevokeCertificateAsync(issuance.Identity.Account, issuance.ClientId, token, certificate.Id, cancellationToken);
            if (revoked.Succeeded(out _, out var refusal))
            {
                Revoked(run, certificate);
                left--;
                oursLeft--;
            }
            else if (failure is null || (MayPass(refusal) && !MayPass(failure)))
            {
                failure = refusal;
            }
        }

        return (true, null);
    }

    /// <summary>
    /// NetSuite shows a user only its own certificates. Those of the user who connected before are revoked with that user's own keys; where that
    /// user cannot log in any more they are of no use to anybody, and do not stand in the way. Answers how many are left, and what kept
    /// NetSuite from being rid of one that can be revoked later.
    /// </summary>
    private async Task<(int Left, NetSuiteFailure? NotNow)> RevokeHiddenAsync(IssuanceRun run, List<Certificate> hidden, int others, CancellationToken cancellationToken)
    {
        var expendable = hidden.FindAll(IsExpendable);
        if (expendable.Count == 0 || hidden.Count + others < MostOfOurs)
        {
            return (hidden.Count, null);
        }

        var signing = CertificatePolicy.Signing(time.GetUtcNow(), hidden);
        var swept = await sweep.RevokeAsync(expendable, signing, run.Issuance.Scopes, cancellationToken);
        foreach (var certificate in expendable.Where(c => swept.IsRid(c.Id)))
        {
            Revoked(run, certificate);
        }

        return (hidden.Count - expendable.Count, swept.Failed.Select(failed => failed.Why).FirstOrDefault(MayPass));
    }

    private void Revoked(IssuanceRun run, Certificate certificate)
    {
        certificate.Revoked(time.GetUtcNow());
        login.Forget(certificate);
        run.Note(EventType.CertificateRevoked, time.GetUtcNow(), ("certificate", certificate.Id));
    }

    private static bool MayPass(NetSuiteFailure failure) => failure.Kind is FailureKind.Transient or FailureKind.Throttled;

    private static bool IsExpendable(Certificate certificate) => certificate.AbandonedAt is not null || certificate.RetiredAt is not null;

    private static bool IsAnotherUsers(Certificate certificate, Issuance issuance) =>
        (certificate.Role, certificate.Entity) != (issuance.Identity.Role, issuance.Identity.Entity);
}
