using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

public sealed class ConsentRedemptionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_nobody_knows_is_refused_without_waiting_for_a_turn_to_write()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Cancellation);
        await using var writer = new SqliteConnection(service.Services.GetRequiredService<StorageOptions>().ConnectionString.Reveal());
        await writer.OpenAsync(Cancellation);
        await using var writing = writer.BeginTransaction(deferred: false);

        using var answer = await service.Public.GetAsync("/callback?state=made-up&code=x", Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("data-error=\"state_unknown\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
