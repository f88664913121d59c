using System.Text.Json;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>Our clock was ahead, and is set right: what it made us believe meanwhile is over then.</summary>
public sealed class WrongClockTests
{
    private static readonly (string, string) Cold = ("scope", "restlets");

    [Fact]
    public async Task Refusals_while_our_clock_was_ahead_keep_nobody_waiting_when_it_is_right_again()
    {
        var clock = new WallClock();
        await using var deployment = await Jobs.StartConnectedAsync(clock);
        SetAhead(deployment, clock, TimeSpan.FromHours(1));
        for (var asked = 0; asked < 4; asked++)
        {
            Assert.Equal(503, (await clock.TurnWhileAsync(deployment.RefusalAsync(Cold))).Status);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        SetAhead(deployment, clock, TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMinutes(1));

        await clock.TurnWhileAsync(deployment.TokenAsync(more: Cold));
    }

    [Fact]
    public async Task A_connection_that_was_called_expired_while_our_clock_was_ahead_is_mended_when_it_is_right_again()
    {
        var clock = new WallClock();
        await using var deployment = await Jobs.StartConnectedAsync(clock);
        await deployment.PassAsync(clock, TimeSpan.FromHours(2));
        SetAhead(deployment, clock, TimeSpan.FromDays(400));
        Assert.Equal("reconnect_required", (await clock.TurnWhileAsync(deployment.RefusalAsync(Cold))).ErrorCode);

        SetAhead(deployment, clock, TimeSpan.Zero);
        for (var passed = 0; passed < 4; passed++)
        {
            await deployment.PassAsync(clock, TimeSpan.FromMinutes(1));
        }

        await deployment.TurnUntilConnectedAsync(clock);
        Assert.InRange(clock.GetUtcNow() - clock.Start, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
        await clock.TurnWhileAsync(deployment.TokenAsync(more: Cold));
    }

    [Fact]
    public async Task A_clock_too_wrong_to_be_followed_is_one_alarm_and_one_error_line_until_it_is_set_right()
    {
        var clock = new WallClock();
        await using var deployment = await Jobs.StartConnectedAsync(clock);
        await deployment.ConnectAsync("beta", "TSTDRV1234567");
        SetAhead(deployment, clock, TimeSpan.FromHours(1));
        Assert.Equal(503, (await clock.TurnWhileAsync(deployment.RefusalAsync(Cold))).Status);
        Assert.Equal(503, (int)(await clock.TurnWhileAsync(deployment.RequestTokenAsync("beta", Cold))).StatusCode);
        for (var round = 0; round < 3; round++)
        {
            // Jobs and status have their rounds by it.
            clock.Advance(TimeSpan.FromSeconds(15));
            var alarm = Assert.Single(await AlarmsAsync(deployment));
            Assert.Equal(
                (null, "clock_skew", 2),
                (alarm.GetProperty("integration").GetString(), alarm.GetProperty("reason").GetString(), alarm.GetProperty("tenants").GetInt32()));
            await Eventually.IsTrueAsync(() => deployment.Logs.Count(LogLevel.Error) == 1, () => "one error line");
        }

        // No job asks again, and it is over all the same.
        SetAhead(deployment, clock, TimeSpan.Zero);
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Empty(await AlarmsAsync(deployment));
        Assert.Equal(1, deployment.Logs.Count(LogLevel.Error));
    }

    private static async Task<List<JsonElement>> AlarmsAsync(Deployment deployment) =>
    [
        .. (await Deployment.JsonAsync(await deployment.Internal.GetAsync("/status", Jobs.Cancelled))).GetProperty("alarms").EnumerateArray(),
    ];

    /// <summary>NetSuite has the right time all along.</summary>
    private static void SetAhead(Deployment deployment, WallClock clock, TimeSpan error)
    {
        clock.Error = error;
        deployment.Simulator.NetSuite.Clock.Offset = -error;
    }
}
