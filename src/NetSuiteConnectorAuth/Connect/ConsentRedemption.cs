using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// Takes a consent state out of the store exactly once, before anything else of the callback is judged (RFC 6749 §10.12).
/// Opening the verifier proves the key ring, committing proves the store; when either fails nothing is redeemed and the same callback works again.
/// </summary>
public sealed class ConsentRedemption(IDbContextFactory<ConnectorDbContext> contexts, SecretProtector protector, TimeProvider time)
{
    public async Task<RedeemedConsent> RedeemAsync(string state, CancellationToken cancellationToken)
    {
        var hash = new Secret(state).Hash();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await db.TakeTurnAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var consent = await db.ConsentStates.AsNoTracking().SingleOrDefaultAsync(s => s.StateHash == hash, cancellationToken);
        if (consent is null)
        {
            return new RedeemedConsent(null, null, "state_unknown");
        }

        var verifier = protector.Unprotect(consent.Verifier, SecretPurpose.CodeVerifier, hash);
        var now = time.GetUtcNow();
        var redeemed = await db.ConsentStates
            .Where(s => s.StateHash == hash && s.RedeemedAt == null && s.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RedeemedAt, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return redeemed switch
        {
            1 => new RedeemedConsent(consent, verifier, null),
            _ when consent.RedeemedAt is not null => new RedeemedConsent(consent, null, "state_used"),
            _ when consent.ExpiresAt <= now => new RedeemedConsent(consent, null, "state_expired"),
            _ => new RedeemedConsent(consent, null, "state_used"),
        };
    }
}
