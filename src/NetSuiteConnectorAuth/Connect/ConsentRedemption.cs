using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// Takes a consent state out of the store exactly once, before anything else of the callback is judged (RFC 6749 §10.12).
/// Opening the verifier proves the key ring, the one conditional update proves the store; when either fails nothing is redeemed and the
/// same callback works again. Anybody may call back with any state, so what is not there to be redeemed is only read: no stranger takes
/// a turn to write.
/// </summary>
public sealed class ConsentRedemption(IDbContextFactory<ConnectorDbContext> contexts, SecretProtector protector, TimeProvider time)
{
    public async Task<RedeemedConsent> RedeemAsync(string state, CancellationToken cancellationToken)
    {
        var hash = new Secret(state).Hash();
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var consent = await db.ConsentStates.AsNoTracking().SingleOrDefaultAsync(s => s.StateHash == hash, cancellationToken);
        if (WhyNot(consent, now) is { } refusal)
        {
            return new RedeemedConsent(consent, null, refusal);
        }

        var verifier = protector.Unprotect(consent!.Verifier, SecretPurpose.CodeVerifier, hash);
        var redeemed = await db.ConsentStates
            .Where(s => s.StateHash == hash && s.RedeemedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RedeemedAt, now), cancellationToken);

        // Zero when another callback was faster since we looked.
        return redeemed == 1 ? new RedeemedConsent(consent, verifier, null) : new RedeemedConsent(consent, null, "state_used");
    }

    private static string? WhyNot(ConsentState? consent, DateTimeOffset now) => consent switch
    {
        null => "state_unknown",
        { RedeemedAt: not null } => "state_used",
        _ when consent.ExpiresAt <= now => "state_expired",
        _ => null,
    };
}
