using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>The end of each certificate that nobody renews is told of, however many end at the same time.</summary>
public sealed class ExpiryWarningTests : IAsyncLifetime
{
    private const int Many = 600;

    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _deployment = await Deployment.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Fact]
    public async Task Those_that_end_later_are_told_of_though_hundreds_end_before_them()
    {
        await _deployment.ChangeAsync((db, now) =>
        {
            for (var i = 0; i < Many; i++)
            {
                Add(db, TenantName.Parse($"tenant-{i}"), now);
            }

            return Task.CompletedTask;
        });

        await _deployment.App.Services.GetRequiredService<ExpiryWarnings>().RaiseAsync(Cancellation);

        Assert.Equal(Many, await _deployment.QueryAsync(db => db.Events.CountAsync(e => e.Type == "certificate.expiring", Cancellation)));
    }

    private static void Add(ConnectorDbContext db, TenantName name, DateTimeOffset now)
    {
        var scopes = ScopeSet.Parse("rest_webservices");
        var identity = new ConsentedIdentity(AccountId.Parse("1234567"), 1042, 317, "https://rest.example", "https://restlet.example");
        var tenant = Tenant.Open(name, "default", scopes, now);
        Assert.True(tenant.BeginProvisioning(identity, now).IsApplied);
        Assert.True(tenant.Activate(identity, "default", scopes, now).IsApplied);
        db.Tenants.Add(tenant);
        db.Upkeeps.Add(new Upkeep(name));
        var made = now.AddDays(-352);
        var certificate = new Certificate
        {
            Tenant = name,
            Id = "a",
            Account = identity.Account,
            ClientId = "client",
            Role = identity.Role,
            Entity = identity.Entity,
            Algorithm = SigningAlgorithm.ES256,
            Pem = "",
            NotBefore = made,
            NotAfter = now.AddDays(13),
            MadeAt = made,
        }.Keep(new ProtectedSecret("cipher"));
        certificate.Uploaded(null, made);
        certificate.Proven(made);
        Assert.True(certificate.Activated(made));
        db.Certificates.Add(certificate);
    }
}
