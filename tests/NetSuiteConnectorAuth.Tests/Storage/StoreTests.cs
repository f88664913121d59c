using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>What the store promises to those who use it: room, turns, and cipher texts that stay where they belong.</summary>
public sealed class StoreTests(ITestOutputHelper output)
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
    public async Task Sixty_four_writers_and_readers_at_once_never_see_a_busy_store()
    {
        const int crowd = 64;
        const int turns = 32;
        await using var deployment = await Deployment.StartAsync();
        var contexts = deployment.App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>();
        var now = TimeProvider.System.GetUtcNow();

        var writers = Enumerable.Range(0, crowd).Select(writer => InThreadOfItsOwn(async () =>
        {
            for (var turn = 0; turn < turns; turn++)
            {
                await contexts.CommitAsync(
                    async db =>
                    {
                        // A read first, as every change here has one: an upgrade from reader to writer is what SQLite refuses at once.
                        _ = await db.Events.CountAsync(e => e.Tenant == TenantName.Parse($"writer-{writer}"), Cancellation);
                        return db.Events.Add(AuditEvent.Of(TenantName.Parse($"writer-{writer}"), "turn", "test", now, [("turn", $"{turn}")])).Entity;
                    },
                    Cancellation);
            }
        }));
        var readers = Enumerable.Range(0, crowd).Select(reader => InThreadOfItsOwn(async () =>
        {
            for (var turn = 0; turn < turns; turn++)
            {
                await using var db = await contexts.CreateDbContextAsync(Cancellation);
                Assert.True(await db.Events.CountAsync(e => e.Tenant == TenantName.Parse($"writer-{reader}"), Cancellation) <= turns);
            }
        }));
        await Task.WhenAll([.. writers, .. readers]);

        await using var all = await contexts.CreateDbContextAsync(Cancellation);
        Assert.Equal(crowd * turns, await all.Events.CountAsync(Cancellation));
        output.WriteLine($"{crowd * turns} writes and {crowd * turns} reads by {2 * crowd} at once");
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

    /// <summary>SQLite waits for its turn in the thread: those of the pool would come one by one.</summary>
    private static Task InThreadOfItsOwn(Func<Task> work) =>
        Task.Factory.StartNew(() => work().GetAwaiter().GetResult(), Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

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
