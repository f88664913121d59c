using System.Net;
using System.Text.Json;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Status;

/// <summary>What an orchestrator asks: does the process turn, and may it be given work?</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_thing_that_work_needs_is_named_and_no_credentials_are_asked_for()
    {
        await using var deployment = await Deployment.StartAsync();

        var (status, ready) = await ReadyAsync(deployment, document => document.GetProperty("status").GetString() == "ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["status", "checks"], ready.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["housekeeping", "issuance", "keys", "migrations", "store", "upkeep"],
            ready.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()).Order());
        Assert.All(ready.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("ok").GetBoolean()));
        Assert.DoesNotContain("null", ready.GetRawText(), StringComparison.Ordinal);
        using var live = await deployment.Anonymous().GetAsync("/health/live", Cancelled);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_set_makes_no_job_look_older_or_younger(int hours)
    {
        var clock = new WallClock();
        var jobs = new SchedulerClock(clock);
        jobs.Ran("job");

        clock.Error = TimeSpan.FromHours(hours);
        clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(TimeSpan.FromSeconds(15), jobs.Ages()["job"]);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_makes_it_unready_and_not_dead_and_every_route_says_503()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ExecuteSqlAsync("""ALTER TABLE "KeyRingProofs" RENAME TO "Away"; ALTER TABLE "Tenants" RENAME TO "Gone";""");

        var (status, ready) = await ReadyAsync(deployment, _ => true);
        using var live = await deployment.Anonymous().GetAsync("/health/live", Cancelled);
        using var tenants = await deployment.Internal.GetAsync("/tenants", Cancelled);
        using var admin = deployment.NewAdmin();
        await deployment.ExecuteSqlAsync("""ALTER TABLE "Issuances" RENAME TO "Lost";""");
        var page = await admin.GetAsync(new Uri(deployment.PublicUrl, "/connected/some-id"));
        await deployment.ExecuteSqlAsync(
            """ALTER TABLE "Away" RENAME TO "KeyRingProofs"; ALTER TABLE "Gone" RENAME TO "Tenants"; ALTER TABLE "Lost" RENAME TO "Issuances";""");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready"), (status, ready.GetProperty("status").GetString()));
        var store = ready.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "store");
        Assert.False(store.GetProperty("ok").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (tenants.StatusCode, (await tenants.ProblemAsync(Cancelled)).Code()));
        Assert.NotNull(tenants.Headers.RetryAfter);
        await page.AssertRefusedAsync("temporarily_unavailable", HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(page.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await deployment.Internal.GetAsync("/tenants", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task A_job_that_does_not_turn_any_more_makes_it_unready()
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(time: time);
        await ReadyAsync(deployment, document => document.GetProperty("status").GetString() == "ready");
        await deployment.ExecuteSqlAsync("""ALTER TABLE "Issuances" RENAME TO "Lost";""");

        for (var round = 0; round < 5; round++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
        }

        var (status, ready) = await ReadyAsync(deployment, _ => true);
        await deployment.ExecuteSqlAsync("""ALTER TABLE "Lost" RENAME TO "Issuances";""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        var job = ready.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "issuance");
        Assert.Equal((false, 75), (job.GetProperty("ok").GetBoolean(), job.GetProperty("age_seconds").GetInt32()));
    }

    [Fact]
    public async Task NetSuite_being_down_is_not_our_unreadiness()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.ConnectAsync();
        foreach (var operation in Enum.GetValues<Operation>())
        {
            deployment.Simulator.NetSuite.Faults.Add(new Fault(operation, FaultKind.HtmlPage));
        }

        Assert.Equal(503, (int)(await deployment.RequestTokenAsync(more: ("scope", "restlets"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync(deployment, document => document.GetProperty("status").GetString() == "ready")).Status);
    }

    /// <summary>The jobs complete their first rounds a moment after the start.</summary>
    private static async Task<(HttpStatusCode Status, JsonElement Document)> ReadyAsync(Deployment deployment, Func<JsonElement, bool> isWanted)
    {
        using var anonymous = deployment.Anonymous();
        (HttpStatusCode Status, JsonElement Document) last = default;
        await Eventually.IsTrueAsync(
            async () =>
            {
                using var answer = await anonymous.GetAsync("/health/ready", Cancelled);
                last = (answer.StatusCode, await Deployment.JsonAsync(answer));
                return isWanted(last.Document);
            },
            () => last.Document.ToString());
        return last;
    }
}
