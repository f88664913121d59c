using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>A store that is read and takes no writes, as on a full disk: the work that is due waits for the next round.</summary>
public sealed class RefusingStoreTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = FakeTime.New();
    private Deployment _deployment = null!;

    public async ValueTask InitializeAsync() => _deployment = await Jobs.StartConnectedAsync(_time);

    public ValueTask DisposeAsync() => _deployment.DisposeAsync();

    [Theory]
    [InlineData("Issuances", "a step failed unexpectedly")]
    [InlineData("Upkeeps", "a review failed unexpectedly")]
    public async Task What_cannot_be_claimed_is_not_tried_again_at_once_and_for_ever(string table, string line)
    {
        await _deployment.WaitUntilCleanAsync();
        await _deployment.ExecuteSqlAsync($"CREATE TRIGGER \"no\" BEFORE UPDATE ON \"{table}\" BEGIN SELECT RAISE(FAIL, 'no'); END");
        await _deployment.Internal.PostAsync("/tenants/acme/rotate", null, TestContext.Current.CancellationToken);
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromHours(7));
        _time.Advance(TimeSpan.FromSeconds(15));
        await Eventually.IsTrueAsync(() => Lines(line) > 0, () => line);

        // While the clock stands still, no round comes.
        for (var i = 0; i < 40; i++)
        {
            await _deployment.TenantAsync();
        }

        Assert.InRange(Lines(line), 1, 3);
        await _deployment.ExecuteSqlAsync("DROP TRIGGER \"no\"");
        await _deployment.TurnUntilAsync(_time, tenant => tenant.GetProperty("generation").GetInt32() == 2);
    }

    private int Lines(string text) => _deployment.Logs.Lines.Count(line => line.Text.Contains(text, StringComparison.Ordinal));
}
