using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Nothing of a consent is kept: with its access token the certificates uploaded for nothing are revoked, then the consent itself,
/// then its tokens are deleted. What NetSuite does not confirm is tried for as long as the access token lives; the tokens go in any case,
/// and what is left of the certificates is left to the review, which has nothing but their own keys.
/// </summary>
public sealed class IssuanceCleanUp(
    NetSuiteClient client, NetSuiteOptions netSuite, IssuanceAuthority authority, CertificateSweep sweep, CertificateLogin login, TimeProvider time)
{
    /// <summary>So often is tried also with an access token that ran out: the consent itself is revoked without it.</summary>
    private const int LeastAttempts = 3;

    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5)];

    public async Task TakeAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var issuance = run.Issuance;
        var wait = Waits[Math.Min(issuance.Attempts, Waits.Length - 1)];
        if (issuance.Grant is null || (IsOver(issuance, TimeSpan.Zero) && issuance.LastError == StateText.Of(IssuanceFailure.InternalError)))
        {
            // Nothing was kept, or what was kept cannot be read.
            await EndAsync(run, cancellationToken);
            return;
        }

        var tokens = authority.Unpack(issuance);
        var isLastAttempt = IsOver(issuance, wait);
        var left = await RevokeOrphansAsync(run, tokens.AccessToken, cancellationToken);

        // What the list said is kept before the token that can read it goes: nobody else may be able to ask once more.
        await run.KeepLeaseAsync(cancellationToken);
        if ((left is null || isLastAttempt) && (await RevokeGrantAsync(issuance, tokens, cancellationToken) || isLastAttempt))
        {
            await EndAsync(run, cancellationToken);
        }
        else
        {
            issuance.Retry("revocation_failed", left?.RetryAfter > wait ? left.RetryAfter : wait, time.GetUtcNow());
        }
    }

    /// <summary>Whether an attempt after <paramref name="wait"/> would come too late for the access token.</summary>
    private bool IsOver(Issuance issuance, TimeSpan wait) =>
        issuance.Attempts + 1 >= LeastAttempts && issuance.GrantExpiresAt <= time.GetUtcNow() + wait;

    private async Task EndAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var now = time.GetUtcNow();
        if (await db.Certificates.AnyAsync(
            c => c.Tenant == issuance.Tenant && c.AbandonedAt != null && c.RevokedAt == null && c.PrivateKey != null, cancellationToken))
        {
            (await run.UpkeepAsync(cancellationToken)).ReviewBy(now + UpkeepPolicy.ReviewBackOff(0));
        }

        issuance.Clean(now);
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
    /// answer was lost is not in them. Answers what is worth trying again.
    /// </summary>
    private async Task<NetSuiteFailure?> RevokeOrphansAsync(IssuanceRun run, Secret accessToken, CancellationToken cancellationToken)
    {
        var (db, issuance) = run;
        var identity = issuance.Identity;

        // Only those of the same user: NetSuite does not show everybody all.
        var orphans = await db.Certificates
            .Where(c => c.Tenant == issuance.Tenant && c.AbandonedAt != null && c.RevokedAt == null)
            .Where(c => c.Account == identity.Account && c.ClientId == issuance.ClientId && c.Entity == identity.Entity)
            .ToListAsync(cancellationToken);
        var swept = await sweep.RevokeAsync(orphans, accessToken, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var orphan in orphans.Where(c => swept.IsRid(c.Id)))
        {
            orphan.Revoked(now);
            login.Forget(orphan);
            run.Note(EventType.CertificateRevoked, now, ("certificate", orphan.Id));
        }

        // Others live by it, so it stays at NetSuite; this tenant is done with it.
        foreach (var orphan in orphans.Where(c => swept.Spared.Contains(c.Id)))
        {
            orphan.Shred();
            login.Forget(orphan);
        }

        return swept.Failed.Select(failed => failed.Why).FirstOrDefault(failure => !IsFinal(failure));
    }

    /// <summary>
    /// NetSuite understood, and will say no again. What it answers for a dead token it also answers at a bad moment:
    /// that is tried again.
    /// </summary>
    private static bool IsFinal(NetSuiteFailure failure) => failure.Kind is FailureKind.Permanent;
}
