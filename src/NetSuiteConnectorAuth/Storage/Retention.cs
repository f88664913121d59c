using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Events;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// Empties what grows: consent states and tokens a day after they expired, states that nobody came back with an hour after, for anybody
/// with a link can make those; ended issuances a month after the end of their link; events two years after they happened; used assertions
/// when they expire; the last use of a credential after 400 days.
/// </summary>
public sealed class Retention(IDbContextFactory<ConnectorDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan StatesAndTokens = TimeSpan.FromDays(1);

    /// <summary>How long a state that nobody came back with is remembered after its end.</summary>
    public static readonly TimeSpan UnredeemedStates = TimeSpan.FromHours(1);

    private static readonly TimeSpan Issuances = TimeSpan.FromDays(30);

    private static readonly TimeSpan LastUses = TimeSpan.FromDays(400);

    private const int YearsOfEvents = 2;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expired = now - StatesAndTokens;
        var abandoned = now - UnredeemedStates;
        var ended = now - Issuances;
        var unused = now - LastUses;
        var forgotten = AuditEventId.FirstAt(now.AddYears(-YearsOfEvents));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await db.TakeTurnAsync(cancellationToken);
        await db.ConsentStates.Where(s => s.ExpiresAt < expired || (s.RedeemedAt == null && s.ExpiresAt < abandoned)).ExecuteDeleteAsync(cancellationToken);
        await db.Tokens.Where(t => t.ExpiresAt < expired).ExecuteDeleteAsync(cancellationToken);
        await db.UsedAssertions.Where(a => a.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await db.CredentialLastUses.Where(u => u.LastUsedAt < unused).ExecuteDeleteAsync(cancellationToken);

        // A link stays used for as long as it could be opened, which the issuance it led to remembers.
        await db.Issuances
            .Where(i => i.DueAt == null && i.ClosedAt < ended && (i.LinkExpiresAt == null || i.LinkExpiresAt < ended))
            .ExecuteDeleteAsync(cancellationToken);

        // By ID and not by time: it holds the time, and it is the key, so the whole history need not be read for the few that go.
        await db.Events.Where(e => string.Compare(e.Id, forgotten) < 0).ExecuteDeleteAsync(cancellationToken);
    }
}
