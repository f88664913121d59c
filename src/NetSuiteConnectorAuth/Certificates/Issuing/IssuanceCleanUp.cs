using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Nothing of a consent is kept: with its access token the certificates uploaded for nothing are revoked, then the consent itself,
/// then its tokens are deleted. What NetSuite does not confirm is tried a few times; the tokens go in any case.
/// </summary>
public sealed class IssuanceCleanUp(NetSuiteClient client, NetSuiteOptions netSuite, IssuanceAuthority authority, TimeProvider time)
{
    private const int Attempts = 3;

    public async Task TakeAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        if (issuance.Grant is null || issuance.Attempts >= Attempts)
        {
            issuance.Clean(time.GetUtcNow());
            return;
        }

        var tokens = authority.Unpack(issuance);
        var isLastAttempt = issuance.Attempts + 1 >= Attempts;
        if ((await RevokeOrphansAsync(run, tokens.AccessToken, cancellationToken) || isLastAttempt)
            && (await RevokeGrantAsync(issuance, tokens, cancellationToken) || isLastAttempt))
        {
            issuance.Clean(time.GetUtcNow());
        }
        else
        {
            issuance.Retry("revocation_failed", null, time.GetUtcNow());
        }
    }

    private async Task<bool> RevokeGrantAsync(Issuance issuance, ConsentTokens tokens, CancellationToken cancellationToken)
    {
        if (tokens.RefreshToken is null || !netSuite.Integrations.TryGetValue(issuance.Integration, out var integration))
        {
            return true;
        }

        var revoked = await client.RevokeTokenAsync(issuance.Identity.Account, integration, tokens.RefreshToken, cancellationToken);
        return revoked.Succeeded(out _, out var failure) || IsFinal(failure);
    }

    /// <summary>
    /// Each certificate uploaded for nothing would occupy one of the five slots. The list is asked and not our own notes: an upload whose
    /// answer was lost is not in them. False when it is worth trying again.
    /// </summary>
    private async Task<bool> RevokeOrphansAsync(IssuanceRun run, Secret accessToken, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var identity = issuance.Identity;

        // Only those of the same user: NetSuite does not show everybody all. The vendor's own may serve another tenant in the same account.
        var orphans = await db.Certificates
            .Where(c => c.Tenant == issuance.Tenant && c.AbandonedAt != null && c.RevokedAt == null)
            .Where(c => c.Account == identity.Account && c.ClientId == issuance.ClientId && c.Entity == identity.Entity)
            .Where(c => !db.Certificates.Any(other =>
                other.Id == c.Id && other.Account == c.Account && other.Tenant != c.Tenant
                && other.RevokedAt == null && other.RetiredAt == null && other.AbandonedAt == null))
            .ToListAsync(cancellationToken);
        if (orphans.Count == 0)
        {
            return true;
        }

        var listed = await client.ListCertificatesAsync(identity.Account, issuance.ClientId, accessToken, cancellationToken);
        if (!listed.Succeeded(out var list, out var failure))
        {
            return IsFinal(failure);
        }

        var isDone = true;
        foreach (var orphan in orphans)
        {
            if (list.Any(c => c.Id == orphan.Id && !c.Revoked))
            {
                var revoked = await client.RevokeCertificateAsync(identity.Account, issuance.ClientId, accessToken, orphan.Id, cancellationToken);
                if (!revoked.Succeeded(out _, out failure))
                {
                    isDone &= IsFinal(failure);
                    continue;
                }

                run.Note(EventType.CertificateRevoked, time.GetUtcNow(), ("certificate", orphan.Id));
            }

            orphan.Revoked(time.GetUtcNow());
        }

        return isDone;
    }

    /// <summary>Not an outage: the token is dead or NetSuite does not know it (netsuite-oauth2 §5), and asking again changes nothing.</summary>
    private static bool IsFinal(NetSuiteFailure failure) => failure.Kind is FailureKind.Permanent or FailureKind.Ambiguous;
}
