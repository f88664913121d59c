using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>
/// A deployment with four connected tenants and callers of every kind, on a clock that stands still, for tests that only ask.
/// </summary>
public sealed class ConnectedDeployment : IAsyncLifetime
{
    /// <summary>Two tenants share this one.</summary>
    public const string SharedAccount = "1234567_SB1";

    public const string OnlyAcme = "only-acme";
    public const string OneOfShared = "one-of-shared";
    public const string Prefixed = "prefixed";
    public const string Observer = "observer";
    public const string Hurried = "hurried";
    public const string Nowhere = "nowhere";

    /// <summary>May ask for assertions and for nothing else.</summary>
    public const string Asserter = "asserter";

    /// <summary>The same for one tenant.</summary>
    public const string AsserterOfAcme = "asserter-of-acme";

    private Deployment? _deployment;

    public Deployment Deployment => _deployment ?? throw new InvalidOperationException("Not started.");

    public FakeTimeProvider Time { get; } = Jobs.StandingClock();

    public HttpClient ClientOf(string caller) => Deployment.ClientOf(caller, Deployment.JobSecret);

    /// <summary>Where the simulator answers for one of NetSuite's hosts.</summary>
    public string Origin(string netSuiteHost) => Deployment.Simulator.UrlOf(netSuiteHost);

    public async ValueTask InitializeAsync()
    {
        _deployment = await Jobs.StartConnectedAsync(Time, settings =>
        {
            settings.AddCaller(OnlyAcme, ["acme"]);
            settings.AddCaller(OneOfShared, ["shared-1", "acme"]);
            settings.AddCaller(Prefixed, ["shared-*"]);
            settings.AddCaller(Observer, ["*"], ["observe", "manage"]);
            settings.AddCaller(Hurried, ["*"], requestsPerMinute: 2);
            settings.AddCaller(Nowhere, ["nowhere"]);
            settings.AddCaller(Asserter, ["*"], ["assertion"]);
            settings.AddCaller(AsserterOfAcme, ["acme"], ["assertion"]);
        });
        await Deployment.ConnectAsync("beta", "TSTDRV1234567");
        await Deployment.ConnectAsync("shared-1", SharedAccount);
        await Deployment.ConnectAsync("shared-2", SharedAccount);
        await Deployment.WaitUntilCleanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_deployment is not null)
        {
            await _deployment.DisposeAsync();
        }
    }
}

/// <summary>The test classes that share one <see cref="ConnectedDeployment"/>.</summary>
[CollectionDefinition]
public sealed class Connected : ICollectionFixture<ConnectedDeployment>;
