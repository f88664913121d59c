using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Benchmarks;

/// <summary>
/// Stands where Kestrel stands, without a socket: it hands the application one prepared request after another and throws the answer away.
/// What is left is everything that is done for a request above the server.
/// </summary>
internal sealed class Requests : IServer
{
    private Func<IFeatureCollection, Task> _process = _ => throw new InvalidOperationException("Not started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Requests() => Features.Set<IServerAddressesFeature>(new ServerAddressesFeature());

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, exception: null);
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    /// <summary>The status, and how many bytes of a body were written.</summary>
    public async Task<(int Status, long Length)> PostAsync(string path, string authorization, byte[] form)
    {
        var features = new FeatureCollection();
        var request = new HttpRequestFeature { Method = "POST", Path = path, Scheme = "http", Protocol = "HTTP/1.1", Body = new MemoryStream(form, writable: false) };
        request.Headers.Host = "127.0.0.1";
        request.Headers.Authorization = authorization;
        request.Headers.ContentType = "application/x-www-form-urlencoded";
        request.Headers.ContentLength = form.Length;
        var response = new HttpResponseFeature();
        using var body = new MemoryStream(2048);
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpRequestBodyDetectionFeature>(HasBody.Instance);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { LocalIpAddress = IPAddress.Loopback, RemoteIpAddress = IPAddress.Loopback });
        features.Set(new ConnectorListener(ListenerKind.Internal));
        await _process(features);
        return (response.StatusCode, body.Length);
    }

    public static string Basic(string caller, string secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{caller}:{secret}"));

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly HasBody Instance = new();

        public bool CanHaveBody => true;
    }
}
