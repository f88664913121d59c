using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>The simulator with its whole pipeline, and a server that is called instead of connected to: no socket, no thread.</summary>
internal sealed class InProcessNetSuite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Server _server;

    private InProcessNetSuite(WebApplication app, Server server)
    {
        (_app, _server) = (app, server);
        NetSuite = app.Services.GetRequiredService<SimulatedNetSuite>();
    }

    public SimulatedNetSuite NetSuite { get; }

    public static async Task<InProcessNetSuite> StartAsync(TimeProvider time, string redirectUri)
    {
        var server = new Server();
        var app = NetSuiteSimulator.Program.Build([], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IServer>(server);
            builder.Services.AddSingleton(time);
        });
        var options = app.Services.GetRequiredService<SimulatorOptions>();
        options.AccessTokenAlgorithm = "ES256";
        options.AllowLoopbackRedirectUris = true;
        options.DiscoveryNamesNetSuiteHosts = true;
        options.JournalCapacity = 10;
        options.Integration = new IntegrationSettings { RedirectUris = { redirectUri } };
        var simulated = new InProcessNetSuite(app, server);
        simulated.NetSuite.Reset();
        await app.StartAsync();
        return simulated;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        var url = request.RequestUri!;
        var headers = new HttpRequestFeature
        {
            Method = request.Method.Method,
            Scheme = url.Scheme,
            Path = Uri.UnescapeDataString(url.AbsolutePath),
            QueryString = url.Query,
            RawTarget = url.PathAndQuery,
            Protocol = "HTTP/1.1",
            Body = new MemoryStream(request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync()),
        };
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            headers.Headers[name] = values.ToArray();
        }

        headers.Headers.Host = url.Authority;
        headers.Headers.ContentLength = headers.Body.Length;
        var answer = new HttpResponseFeature();
        using var body = new MemoryStream();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(headers);
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(headers.Body.Length > 0));
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        await _server.Process!(features);

        var response = new HttpResponseMessage((System.Net.HttpStatusCode)answer.StatusCode) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                response.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return response;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    private sealed class Server : IServer
    {
        public Func<IFeatureCollection, Task>? Process { get; private set; }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            Process = async features =>
            {
                var context = application.CreateContext(features);
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            };
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
