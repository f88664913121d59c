using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Storage;

public sealed class ConnectorDbContext(DbContextOptions<ConnectorDbContext> options, TenantDirectory directory, WriterTurns writers)
    : DbContext(options)
{
    private readonly HashSet<Tenant> _unpublished = [];

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Certificate> Certificates => Set<Certificate>();

    public DbSet<Issuance> Issuances => Set<Issuance>();

    public DbSet<Upkeep> Upkeeps => Set<Upkeep>();

    public DbSet<ConsentState> ConsentStates => Set<ConsentState>();

    public DbSet<StoredToken> Tokens => Set<StoredToken>();

    public DbSet<AuditEvent> Events => Set<AuditEvent>();

    public DbSet<UsedAssertion> UsedAssertions => Set<UsedAssertion>();

    public DbSet<CredentialLastUse> CredentialLastUses => Set<CredentialLastUse>();

    public DbSet<KeyRingProof> KeyRingProofs => Set<KeyRingProof>();

    /// <summary>
    /// Also publishes every tenant it committed to the directory in memory. Tenants are therefore only ever changed by this method:
    /// as a transaction of its own, or, inside a longer one, with a last call of it when that is over.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        _unpublished.UnionWith(ChangeTracker.Entries<Tenant>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified)
            .Select(entry => entry.Entity));
        if (Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        int rows;
        using (await TakeTurnAsync(cancellationToken))
        {
            rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        foreach (var tenant in _unpublished)
        {
            directory.Publish(TenantSnapshot.Of(tenant));
        }

        _unpublished.Clear();
        return rows;
    }

    /// <summary>The turn to write, for what is not written by saving: statements of their own, and longer transactions.</summary>
    public Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken) =>
        writers.WaitAsync(TimeSpan.FromSeconds(((SqliteConnection)Database.GetDbConnection()).DefaultTimeout), cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite compares and orders UTC DateTime, not DateTimeOffset; one conversion for the whole model.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Conversions.UtcTime>();
        configurationBuilder.Properties<TenantName>().HaveConversion<Conversions.TenantNameText>().HaveMaxLength(100);
        configurationBuilder.Properties<AccountId>().HaveConversion<Conversions.AccountIdText>().HaveMaxLength(61);
        configurationBuilder.Properties<ScopeSet>().HaveConversion<Conversions.ScopeSetText>().HaveMaxLength(1000);
        configurationBuilder.Properties<ProtectedSecret>().HaveConversion<Conversions.ProtectedSecretText>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>(tenant =>
        {
            tenant.HasKey(t => t.Name);
            tenant.Property(t => t.Version).IsConcurrencyToken();
            tenant.Ignore(t => t.BelongsToAccount);
            tenant.HasIndex(t => t.Account);
            tenant.HasIndex(t => new { t.Status, t.Name });
        });

        modelBuilder.Entity<Certificate>(certificate =>
        {
            certificate.HasKey(c => new { c.Tenant, c.Id });
            certificate.HasIndex(c => c.Id);

            // Who gives it up because it has not left loses against the one who sends it.
            certificate.Property(c => c.HasLeft).IsConcurrencyToken();

            // Of two who found it gone, one says so.
            certificate.Property(c => c.RevokedAt).IsConcurrencyToken();
        });

        modelBuilder.Entity<Upkeep>(upkeep =>
        {
            upkeep.HasKey(u => u.Tenant);
            upkeep.Property(u => u.Version).IsConcurrencyToken();
            upkeep.HasIndex(u => u.RotateAt);
            upkeep.HasIndex(u => u.ReviewAt);
        });

        modelBuilder.Entity<Issuance>(issuance =>
        {
            issuance.HasKey(i => i.Id);
            issuance.ComplexProperty(i => i.Identity);
            issuance.Property(i => i.Fence).IsConcurrencyToken();
            issuance.Ignore(i => i.IsOpen);
            issuance.HasIndex(i => new { i.Kind, i.DueAt });
            issuance.HasIndex(i => i.LinkId);

            // At most one open issuance a tenant, as IssuancesUnderWay has it: the store refuses a second.
            issuance.HasIndex(i => i.Tenant).IsUnique().HasFilter($"\"ClosedAt\" IS NULL AND \"State\" <> '{nameof(IssuanceState.Exchanging)}'");
        });

        modelBuilder.Entity<ConsentState>(state =>
        {
            state.HasKey(s => s.StateHash);
            state.HasIndex(s => s.ExpiresAt);
        });

        modelBuilder.Entity<StoredToken>(token =>
        {
            token.HasKey(t => new { t.Tenant, t.Generation, t.Scopes });
            token.HasIndex(t => t.ExpiresAt);
        });

        modelBuilder.Entity<AuditEvent>(auditEvent =>
        {
            auditEvent.HasKey(e => e.Id);
            auditEvent.HasIndex(e => new { e.Tenant, e.Id });
        });

        modelBuilder.Entity<UsedAssertion>(assertion =>
        {
            // The key is what makes it usable once: the store refuses the second row.
            assertion.HasKey(a => a.Id);
            assertion.Property(a => a.Id).HasMaxLength(43);
            assertion.HasIndex(a => a.ExpiresAt);
        });

        modelBuilder.Entity<CredentialLastUse>(use =>
        {
            use.HasKey(u => new { u.ClientId, u.Kind, u.CredentialId });
            use.HasIndex(u => u.LastUsedAt);
        });

        modelBuilder.Entity<KeyRingProof>(proof =>
        {
            proof.HasKey(p => p.Id);
            proof.Property(p => p.Id).ValueGeneratedNever();
        });
    }
}
