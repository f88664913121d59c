using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class StartupChecksTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_check_that_says_no_ends_the_start_with_its_exit_code()
    {
        var run = new List<string>();

        var refused = await Assert.ThrowsAsync<StartupException>(() => new StartupChecks(
        [
            new Check("keys", run, fault: null),
            new Check("store", run, new StartupFault(ExitCodes.Unavailable, "The store does not answer.")),
            new Check("migrations", run, fault: null),
        ]).StartingAsync(Cancelled));

        Assert.Equal((69, "The store does not answer."), (refused.Fault.ExitCode, refused.Message));
        Assert.Equal(["keys", "store"], run);
    }

    [Fact]
    public async Task No_port_is_bound_before_the_checks_have_said_yes()
    {
        // Taken: binding it would fail with another exception.
        using var occupied = new TcpListener(System.Net.IPAddress.Loopback, 0);
        occupied.Start();

        IStartupCheck saysNo = new Check("store", [], new StartupFault(ExitCodes.Unavailable, "No."));

        await Assert.ThrowsAsync<StartupException>(() => RunningService.StartAsync(
            _ => { },
            Cancelled,
            services: services => services.AddSingleton(saysNo),
            settings: ("Listen:Public", $"http://{occupied.LocalEndpoint}")));
    }

    private sealed class Check(string name, List<string> run, StartupFault? fault) : IStartupCheck
    {
        public Task<StartupFault?> RunAsync(CancellationToken cancellationToken)
        {
            run.Add(name);
            return Task.FromResult(fault);
        }
    }
}
