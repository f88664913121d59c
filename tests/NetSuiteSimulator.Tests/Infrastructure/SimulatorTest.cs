using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace NetSuiteSimulator.Tests.Infrastructure;

/// <summary>A simulator of its own for each test, on a clock that only the test moves.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 10, 5, 12, 0, 0, TimeSpan.Zero);

    private SimulatorHost? _host;
    private HttpClient? _http;

    protected FakeTimeProvider Clock { get; } = new(Start);

    protected SimulatorOptions Options { get; } = new() { AccessTokenAlgorithm = "ES256", AllowLoopbackRedirectUris = true };

    protected SimulatedNetSuite NetSuite => Host.NetSuite;

    protected SimulatorHost Host => _host ?? throw new InvalidOperationException("Not started.");

    protected HttpClient Http => _http ?? throw new InvalidOperationException("Not started.");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await SimulatorHost.StartAsync(Options, Clock, Ct);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _host.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    protected Connector NewConnector(string account = "1234567_SB1") => new(Host, Http, Clock, account);
}
