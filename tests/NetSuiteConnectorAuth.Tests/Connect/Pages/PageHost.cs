using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Connect.Pages;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

/// <summary>The pages on a real Kestrel, without the service behind them: each of <see cref="PageSamples"/> is at <c>/sample/{name}</c>.</summary>
public sealed class PageHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageHost(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static async Task<PageHost> StartAsync(
        CancellationToken cancellation,
        string? accentColor = null,
        string? logoPath = null,
        string publicBaseUrl = "http://127.0.0.1",
        string authorizationEndpoint = "https://{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
        Action<IEndpointRouteBuilder>? map = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(PageSamples.Now));
        builder.Services.AddSingleton(PageAssets.Load(accentColor, logoPath));
        builder.Services.AddSingleton(new PageHeaders(new Uri(publicBaseUrl), [authorizationEndpoint]));

        var app = builder.Build();
        app.UsePageHeaders();
        app.UseRouting();
        app.MapAssets();
        foreach (var (name, sample) in PageSamples.All)
        {
            app.MapGet("/sample/" + name, sample);
        }

        map?.Invoke(app);
        app.UseEndpoints(_ => { });
        await app.StartAsync(cancellation);
        return new PageHost(app, new Uri(app.Urls.Single()));
    }

    public Uri Sample(string name) => new(Address, "/sample/" + name);

    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation) =>
        await Client.GetAsync(new Uri(path, UriKind.Relative), cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
