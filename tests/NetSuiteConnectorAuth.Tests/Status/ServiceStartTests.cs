using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

public sealed class ServiceStartTests
{
    [Fact]
    public async Task The_service_started_when_it_started_and_not_when_it_was_first_asked()
    {
        var begun = new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);
        var time = new FakeTimeProvider(begun);
        var secret = Secret.Random();
        await using var service = await RunningService.StartAsync(
            _ => { }, TestContext.Current.CancellationToken, time, settings: RunningService.CallerSettings("watcher", secret, "observe"));
        service.Internal.DefaultRequestHeaders.Authorization = RunningService.Basic("watcher", secret);
        time.Advance(TimeSpan.FromHours(1));

        var status = await service.Internal.GetFromJsonAsync<JsonElement>("/status", TestContext.Current.CancellationToken);

        Assert.Equal(begun, status.GetProperty("started_at").GetDateTimeOffset());
    }
}
