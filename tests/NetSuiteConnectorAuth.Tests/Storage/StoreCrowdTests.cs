using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>
/// What the store promises to a crowd: everybody gets a turn, and in time. Alone on the machine, for the time is real: a writer
/// waits in line for ten seconds, and beside other tests a crowd may take longer.
/// </summary>
[Collection(Alone.Name)]
public sealed class StoreCrowdTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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

    /// <summary>SQLite waits for its turn in the thread: those of the pool would come one by one.</summary>
    private static Task InThreadOfItsOwn(Func<Task> work) =>
        Task.Factory.StartNew(() => work().GetAwaiter().GetResult(), Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
