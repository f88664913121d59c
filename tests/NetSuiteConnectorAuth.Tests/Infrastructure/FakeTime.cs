using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A clock that service and simulator share, and that only a test turns.</summary>
internal static class FakeTime
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static FakeTimeProvider New() => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>
    /// Turns the clock until the tenant is as wanted: at once to the next attempt when one is waited for, else by so little, and so slowly,
    /// that no request under way runs into its time-out on a machine that has much else to do.
    /// </summary>
    public static async Task<JsonElement> TurnUntilAsync(
        this Deployment deployment, FakeTimeProvider time, Func<JsonElement, bool> isWanted, string tenant = Deployment.Tenant, Func<Task>? always = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            await (always?.Invoke() ?? Task.CompletedTask);
            var document = await deployment.TenantAsync(tenant);
            if (isWanted(document))
            {
                return document;
            }

            Assert.False(limit.IsCancellationRequested, $"Never as wanted: {document}");
            var next = document.GetProperty("rotation").GetProperty("next_attempt_at");
            var wait = next.ValueKind is JsonValueKind.Null ? TimeSpan.Zero : next.GetDateTimeOffset() - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                time.Advance(wait);
            }
            else
            {
                // A request under way has a good part of its time-out on the real clock as well.
                time.Advance(Pace);
                await Task.Delay(Pace / 4, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>
    /// Turns the clock for as long as an answer takes: also the short wait before a second attempt is on it. No faster than time really
    /// passes: so is the time-out of the request under way.
    /// </summary>
    public static async Task<T> TurnWhileAsync<T>(this FakeTimeProvider time, Task<T> answer)
    {
        while (!answer.IsCompleted)
        {
            time.Advance(Pace);
            await Task.WhenAny(answer, Task.Delay(Pace, TimeProvider.System, TestContext.Current.CancellationToken));
        }

        return await answer;
    }

    public static Task<JsonElement> TurnUntilConnectedAsync(this Deployment deployment, FakeTimeProvider time, string tenant = Deployment.Tenant) =>
        deployment.TurnUntilAsync(time, document => document.GetProperty("status").GetString() == "connected", tenant);

    /// <summary>Until the issuance has ended without a certificate.</summary>
    public static Task<JsonElement> TurnUntilFailedAsync(this Deployment deployment, FakeTimeProvider time, string tenant = Deployment.Tenant) =>
        deployment.TurnUntilAsync(time, document => document.GetProperty("health").GetString() == "failing", tenant);
}
