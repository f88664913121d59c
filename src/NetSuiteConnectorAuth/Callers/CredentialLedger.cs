using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>Carries the last uses from memory into the store now and then, and reads them with what other processes left there.</summary>
public sealed class CredentialLedger(CallerDirectory directory, IDbContextFactory<ConnectorDbContext> contexts)
{
    private readonly ConcurrentDictionary<CredentialUse, DateTimeOffset> _written = new();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var uses = directory.Credentials
            .Where(use => use.LastUsedAt is { } at && _written.GetValueOrDefault(use) < at)
            .Select(use => (Use: use, At: use.LastUsedAt!.Value))
            .ToList();
        if (uses.Count == 0)
        {
            return;
        }

        await contexts.CommitAsync(
            async db =>
            {
                foreach (var (use, at) in uses)
                {
                    await WriteAsync(db, use, at, cancellationToken);
                }

                return true;
            },
            cancellationToken);
        uses.ForEach(written => _written[written.Use] = written.At);
    }

    /// <summary>Of every credential that is configured now; null when it was never used.</summary>
    public async Task<IReadOnlyList<(CredentialUse Credential, DateTimeOffset? LastUsedAt)>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.CredentialLastUses.AsNoTracking()
            .ToDictionaryAsync(row => (row.ClientId, row.Kind, row.CredentialId), row => row.LastUsedAt, cancellationToken);
        return
        [
            .. directory.Credentials.Select(use =>
                (use, Later(use.LastUsedAt, stored.TryGetValue((use.ClientId, use.Kind, use.Id), out var at) ? at : null))),
        ];
    }

    private static async Task WriteAsync(ConnectorDbContext db, CredentialUse use, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = await db.CredentialLastUses.FindAsync([use.ClientId, use.Kind, use.Id], cancellationToken);
        if (row is null)
        {
            db.CredentialLastUses.Add(new() { ClientId = use.ClientId, Kind = use.Kind, CredentialId = use.Id, LastUsedAt = at });
        }
        else if (row.LastUsedAt < at)
        {
            row.LastUsedAt = at;
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}
