using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>The service is told to stop while NetSuite hangs.</summary>
public sealed class EndOfServiceTests
{
    private readonly FakeTimeProvider _time = Jobs.StandingClock();

    [Fact]
    public async Task Whoever_waits_for_a_NetSuite_that_hangs_is_told_to_come_back_and_is_not_cut_off()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        var fault = deployment.Fault(FaultKind.Hang);
        var job = deployment.RequestTokenAsync(more: ("scope", "restlets"));
        var check = deployment.Internal.PostAsync("/tenants/acme/check", null, Jobs.Cancelled);
        await Eventually.IsTrueAsync(() => fault.Hits == 2, () => "both wait for NetSuite");

        // What a signal does first of all.
        deployment.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        _time.Advance(EndOfService.Patience - TimeSpan.FromTicks(1));
        Assert.False(job.IsCompleted || check.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(
            new OAuthError(503, "temporarily_unavailable", "netsuite_unavailable", 5),
            await OAuthError.ReadAsync(await job.WaitAsync(Eventually.Bound, Jobs.Cancelled)));
        using var problem = await check.WaitAsync(Eventually.Bound, Jobs.Cancelled);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (problem.StatusCode, problem.Headers.RetryAfter?.Delta));
        Assert.Equal("temporarily_unavailable", (await Deployment.JsonAsync(problem)).GetProperty("code").GetString());

        deployment.Simulator.NetSuite.Faults.Clear();
        await deployment.RestartAsync();
        await deployment.TokenAsync(more: ("scope", "restlets"));
    }

    [Fact]
    public async Task What_NetSuite_answers_in_time_is_still_handed_out()
    {
        await using var deployment = await Jobs.StartConnectedAsync(_time);
        deployment.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await deployment.TokenAsync(more: ("scope", "restlets"));
    }

    [Fact]
    public async Task A_stop_ends_before_Kubernetes_kills()
    {
        await using var deployment = await Deployment.StartAsync();

        Assert.InRange(
            deployment.App.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(28));
    }
}
