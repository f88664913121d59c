using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>What is secret is stored as <see cref="ProtectedSecret"/> and as nothing else.</summary>
public sealed partial class SecretColumnTests
{
    [Fact]
    public void Every_secret_column_is_protected()
    {
        using var writers = new WriterTurns();
        using var db = new ConnectorDbContext(Options<ConnectorDbContext>(), new TenantDirectory(), writers);

        Assert.Empty(Offenders(db.Model));
        Assert.Equal(
            ["Certificate.PrivateKey", "ConsentState.Verifier", "Issuance.Grant", "KeyRingProof.Proof", "StoredToken.Token"],
            Properties(db.Model).Where(property => property.ClrType == typeof(ProtectedSecret)).Select(Name).Order());
    }

    [Fact]
    public void The_rule_finds_a_secret_in_clear()
    {
        using var db = new OffendingContext(Options<OffendingContext>());

        Assert.Equal(["Offender.AccessToken", "Offender.Password", "Offender.PrivateKeyPem"], Offenders(db.Model).Order());
    }

    private static IEnumerable<string> Offenders(IModel model) => Properties(model)
        .Where(property => property.ClrType == typeof(Secret) || (SecretName().IsMatch(property.Name) && IsText(property.ClrType)))
        .Select(Name);

    /// <summary>Also those inside complex types.</summary>
    private static IEnumerable<IReadOnlyProperty> Properties(IModel model) =>
        model.GetEntityTypes().SelectMany(entity => entity.GetFlattenedProperties());

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(byte[]);

    private static string Name(IReadOnlyProperty property) => $"{property.DeclaringType.ClrType.Name}.{property.Name}";

    private static DbContextOptions<T> Options<T>()
        where T : DbContext => new DbContextOptionsBuilder<T>().UseSqlite("Data Source=unused").Options;

    // What identifies a key or hides a value behind a hash is no secret: StateHash, BrowserHash.
    [GeneratedRegex("(Token|Secret|Password|Passphrase|Verifier|Grant|Code|Key|PrivateKey.*|State|Cookie|Assertion|Proof)$")]
    private static partial Regex SecretName();

    private sealed class OffendingContext(DbContextOptions<OffendingContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Offender>(offender =>
        {
            offender.HasKey(o => o.Id);
            offender.Property(o => o.Password).HasConversion(secret => secret.Reveal(), text => new Secret(text));
        });
    }

    private sealed class Offender
    {
        public required string Id { get; init; }

        public required string AccessToken { get; init; }

        public required byte[] PrivateKeyPem { get; init; }

        public required Secret Password { get; init; }

        public required string KeyId { get; init; }
    }
}
