using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// Makes the store ready before a port is bound: alone on the file, migrated, written with the key ring that is there, and with the
/// tenants in memory.
/// </summary>
public sealed class StoreOpening(
    IDbContextFactory<ConnectorDbContext> contexts,
    SecretProtector protector,
    IKeyManager keyRing,
    StoreFiles files,
    SqliteFileLock fileLock,
    Leases leases,
    StoreWatch watch,
    TenantDirectory directory,
    TimeProvider time)
{
    private static readonly Secret ProofText = new("the key ring of this store");

    /// <summary>Takes the file and brings its tables up to date. All that <c>migrate</c> does.</summary>
    /// <exception cref="NewerStoreException">A newer version has migrated it. Nothing was changed.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        files.MakeFolders();
        fileLock.Take();
        files.MakeDatabase();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RefuseNewerAsync(db, cancellationToken);

        // Nobody else has the file, so a migration lock that is there was left by a killed process; EF Core would wait for it for ever.
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <exception cref="NewerStoreException">A newer version has migrated it.</exception>
    /// <exception cref="CryptographicException">The key ring is not the one this store was written with.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken);
        await ProveKeyRingAsync(cancellationToken);
        watch.Opened();
        await EndStaleLeasesAsync(cancellationToken);
        await EndInterruptedConsentsAsync(cancellationToken);
        await LoadTenantsAsync(cancellationToken);
    }

    /// <summary>What a newer version wrote, this one does not understand, and would change as if it did.</summary>
    private static async Task RefuseNewerAsync(ConnectorDbContext db, CancellationToken cancellationToken)
    {
        var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        if (applied.Except(db.Database.GetMigrations(), StringComparer.Ordinal).LastOrDefault() is { } unknown)
        {
            throw new NewerStoreException(unknown);
        }
    }

    private Task<KeyRingProof> ProveKeyRingAsync(CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            const string owner = nameof(KeyRingProof);
            if (await db.KeyRingProofs.FindAsync([KeyRingProof.OnlyId], cancellationToken) is not { } known)
            {
                var proof = protector.Protect(ProofText, SecretPurpose.KeyRingProof, owner);
                return db.KeyRingProofs.Add(new KeyRingProof { Proof = proof, CreatedAt = time.GetUtcNow() }).Entity;
            }

            if (!HasReadableKey())
            {
                // Asked, the ring would make a new key, which then lies in the folder that the right ones must come back to.
                throw new CryptographicException("The key ring holds no key that can be read.");
            }

            _ = protector.Unprotect(known.Proof, SecretPurpose.KeyRingProof, owner);
            return known;
        },
        cancellationToken);

    private bool HasReadableKey()
    {
        try
        {
            return keyRing.GetAllKeys().Any(IsReadable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CryptographicException("The key ring cannot be read.", e);
        }
    }

    private static bool IsReadable(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception e) when (e.GetBaseException() is CryptographicException)
        {
            // Encrypted for a certificate that is not here.
            return false;
        }
    }

    private async Task EndStaleLeasesAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Issuances
            .Where(i => i.LeaseOwner != null && i.LeaseOwner != leases.Owner)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.LeaseOwner, (string?)null)
                    .SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null)
                    .SetProperty(i => i.DueAt, now)
                    .SetProperty(i => i.Fence, i => i.Fence + 1),
                cancellationToken);
    }

    /// <summary>
    /// A process killed between redeeming a consent and judging it left nothing but the spent state: no callback will ever finish it, so
    /// the tenant says that a person must begin again.
    /// </summary>
    private Task<int> EndInterruptedConsentsAsync(CancellationToken cancellationToken) => contexts.CommitAsync(
        async db =>
        {
            // Whatever else may have followed the redemption would have touched the tenant.
            var interrupted = await db.Tenants
                .Where(t => t.Status == TenantStatus.Pending
                    && db.ConsentStates.Any(s => s.Tenant == t.Name && s.RedeemedAt != null && s.RedeemedAt > t.UpdatedAt))
                .ToListAsync(cancellationToken);
            return interrupted.Count(tenant => tenant.ConsentFailed("exchange_failed", time.GetUtcNow()).IsApplied);
        },
        cancellationToken);

    private async Task LoadTenantsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var tenant in TenantSnapshot.Of(db.Tenants).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            directory.Publish(tenant);
        }
    }
}
