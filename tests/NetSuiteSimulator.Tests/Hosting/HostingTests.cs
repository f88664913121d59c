using Microsoft.Extensions.DependencyInjection;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Tests.Infrastructure;
using Xunit;

namespace NetSuiteSimulator.Tests;

public sealed class HostingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_simulators_run_side_by_side_and_share_nothing()
    {
        await using var one = await SimulatorHost.StartAsync(ct: Ct);
        await using var other = await SimulatorHost.StartAsync(ct: Ct);

        one.NetSuite.AddAccount("7654321");

        Assert.NotEqual(one.BaseAddress, other.BaseAddress);
        Assert.Null(other.NetSuite.FindAccount("7654321"));
    }

    [Fact]
    public async Task The_program_is_configured_by_arguments()
    {
        await using var app = Program.Build(
        [
            "--Simulator:Url=http://127.0.0.1:0",
            "--Simulator:Accounts:0=7654321_SB2",
            "--Simulator:Integration:ClientId=abc",
            "--Simulator:Integration:RedirectUris:0=https://example.com/cb",
            "--Simulator:CodeLifetime=00:00:10",
            "--Simulator:Answers:SignatureInvalid:Status=401",
            "--Simulator:Answers:SignatureInvalid:Code=invalid_client",
        ]);
        await app.StartAsync(Ct);

        var netSuite = app.Services.GetRequiredService<SimulatedNetSuite>();
        Assert.NotNull(netSuite.FindAccount("7654321_SB2"));
        Assert.Equal(("abc", "https://example.com/cb"), (netSuite.Integration.ClientId, netSuite.Integration.RedirectUris.Single()));
        Assert.Equal(TimeSpan.FromSeconds(10), netSuite.Options.CodeLifetime);
        Assert.Equal(new WireAnswer(401, "invalid_client"), netSuite.Options.Answers[RefusalCause.SignatureInvalid]);
    }

    [Fact]
    public void Every_cause_has_an_answer() =>
        Assert.All(Enum.GetValues<RefusalCause>(), cause => Assert.InRange(RefusalTable.DefaultAnswer(cause).Status, 400, 500));
}
