using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>What the store promises to those who use it: room, and cipher texts that stay where they belong.</summary>
public sealed class StoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One row a tenant, a certificate, a credential or a restart; what a customer did is kept.</summary>
    private static readonly string[] Kept = ["Tenants", "Certificates", "Events", "Upkeeps", "KeyRingProofs", "CredentialLastUses"];

    [Fact]
    public async Task Retention_empties_every_table_that_grows()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();
        await deployment.TokenAsync();

        // An issuance goes when nothing is left to do for it.
        await deployment.WaitUntilCleanAsync();
        await deployment.App.Services.GetRequiredService<CredentialLedger>().WriteAsync(Cancellation);
        await deployment.ChangeAsync((db, now) => db.UsedAssertions.AddAsync(UsedAssertion.Of("job", "1", now.AddMinutes(10)), Cancellation).AsTask());

        await RetainAsync(deployment, TimeSpan.Zero);
        var before = await CountAsync(deployment);
        Assert.All(before, table => Assert.True(table.Value != "0", $"{table.Key} has no row to delete."));

        // The longest any of them is kept: a link's seven days and an issuance's thirty.
        await RetainAsync(deployment, TimeSpan.FromDays(7 + 30 + 1));

        var after = await CountAsync(deployment);
        Assert.All(after, table => Assert.Equal(Kept.Contains(table.Key) ? before[table.Key] : "0", table.Value));
    }

    [Fact]
    public async Task A_link_stays_used_for_as_long_as_it_could_be_opened()
    {
        await using var deployment = await Deployment.StartAsync(settings => settings["Connect:LinkLifetime"] = "60.00:00:00");
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });
        using var admin = deployment.NewAdmin();
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await admin.ConsentAsync(link)).StatusCode);
        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");

        await RetainAsync(deployment, TimeSpan.FromDays(60 + 29));

        Assert.Equal(System.Net.HttpStatusCode.Gone, (await admin.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task Keys_and_tokens_swapped_between_tenants_are_of_no_use()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync("acme", "1234567");
        await deployment.ConnectAsync("globex", "1234567");
        await deployment.StopServiceAsync();
        Swap(deployment, "Certificates", "PrivateKey");
        Swap(deployment, "Tokens", "Token");
        await deployment.StartServiceAsync();

        foreach (var tenant in new[] { "acme", "globex" })
        {
            using var answer = await deployment.RequestTokenAsync(tenant);
            Assert.False(answer.IsSuccessStatusCode, $"{tenant} got a token that is another's.");
        }
    }

    /// <summary>The retention job as it will run in so much time; it may only look at the clock and at the rows.</summary>
    private static Task RetainAsync(Deployment deployment, TimeSpan later)
    {
        var contexts = deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>();
        return new Retention(contexts, new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later)).RunAsync(Cancellation);
    }

    private static async Task<Dictionary<string, string?>> CountAsync(Deployment deployment)
    {
        var store = new StoreFile(deployment.DatabasePath);
        await using var db = await deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync(Cancellation);
        return db.Model.GetEntityTypes().Select(entity => entity.GetTableName()!)
            .ToDictionary(table => table, table => store.Scalar($"SELECT count(*) FROM \"{table}\""));
    }

    private static void Swap(Deployment deployment, string table, string column) => Assert.Equal(2, new StoreFile(deployment.DatabasePath).Execute(
        $"""
        WITH before AS MATERIALIZED (SELECT "Tenant", "{column}" AS value FROM "{table}")
        UPDATE "{table}" SET "{column}" = (SELECT value FROM before WHERE before."Tenant" <> "{table}"."Tenant")
        """));
}
