using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

public sealed class NetSuiteRegistrationTests
{
    [Fact]
    public async Task The_registered_client_speaks_through_the_named_handler_and_its_factory_logs_nothing()
    {
        var netSuite = new FakeNetSuite().Answers(HttpStatusCode.OK, "[]");
        var lines = new RecordingLogger<NetSuiteRegistrationTests>();
        using var provider = new RecordingProvider(lines);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(provider));
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(NetSuiteBench.Options());
        services.AddNetSuite();
        services.AddHttpClient(NetSuiteRegistration.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => netSuite);
        await using var container = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        var client = container.GetRequiredService<NetSuiteClient>();
        var result = await client.ListCertificatesAsync(
            NetSuiteBench.Account, "the-client-id", new Secret("the-token"), TestContext.Current.CancellationToken);

        Assert.Null(result.Failure);
        Assert.Single(netSuite.Requests);
        Assert.Same(client, container.GetRequiredService<NetSuiteClient>());
        Assert.All(lines.Lines, line =>
        {
            Assert.DoesNotContain("the-token", line.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("the-client-id", line.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_handler_keeps_no_cookies_follows_no_redirects_and_renews_its_connections()
    {
        using var handler = NetSuiteRegistration.CreateHandler();

        Assert.False(handler.UseCookies);
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseProxy);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.InRange(handler.PooledConnectionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
    }

    private sealed class RecordingProvider(ILogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
