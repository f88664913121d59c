using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>One deployment for all tests of a class, each of which uses tenants of its own.</summary>
public class SharedDeployment : IAsyncLifetime
{
    public Deployment Deployment { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Deployment = await Deployment.StartAsync(Configure, Arrange);

    public async ValueTask DisposeAsync()
    {
        await Deployment.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(Dictionary<string, string?> settings)
    {
    }

    protected virtual void Arrange(SimulatorOptions simulator)
    {
    }
}
