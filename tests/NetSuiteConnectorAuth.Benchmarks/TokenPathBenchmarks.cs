using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Hosting.Server;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Benchmarks;

/// <summary>Where the time of a token from memory goes: the whole way above the server, and its steps one by one.</summary>
[MemoryDiagnoser]
public class TokenPathBenchmarks
{
    private const string CallerName = "load";
    private const int TokenLength = 1010;
    private const string AtOnce = "/nothing";
    private const string EmptyEndpoint = "/empty";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nsca-benchmarks-");
    private readonly Secret _secret = Secret.Random();
    private readonly Requests _requests = new();
    private readonly Requests _bareRequests = new();
    private readonly byte[] _form = Encoding.ASCII.GetBytes("grant_type=client_credentials&tenant=tenant-000000");
    private readonly ArrayBufferWriter<byte> _out = new(4096);
    private WebApplication _service = null!;
    private WebApplication _bare = null!;
    private string _authorization = "";
    private CallerAuthenticator _authenticator = null!;
    private TokenFlow _flow = null!;
    private TokenMetrics _metrics = null!;
    private Caller _caller = null!;
    private TokenForm _parsed = null!;
    private TokenAnswer.Issued _issued = null!;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _authorization = Requests.Basic(CallerName, _secret.Reveal());
        _service = Program.Build([], Configure);
        var endpoints = _service.MapInternal().AuthenticatesItself();
        endpoints.MapPost(EmptyEndpoint, (RequestDelegate)(_ => Task.CompletedTask));
        await _service.StartAsync();
        Connect(_service.Services);

        var bare = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        bare.Services.AddSingleton<IServer>(_bareRequests);
        _bare = bare.Build();
        _bare.Run(http => http.Response.Body.WriteAsync(_form, http.RequestAborted).AsTask());
        await _bare.StartAsync();

        _authenticator = _service.Services.GetRequiredService<CallerAuthenticator>();
        _flow = _service.Services.GetRequiredService<TokenFlow>();
        _metrics = _service.Services.GetRequiredService<TokenMetrics>();
        _caller = (await Authenticate()).Caller!;
        _parsed = (await ReadForm())!;
        _issued = (TokenAnswer.Issued)await Flow();
        await ExpectAsync(AtOnce, 0);
        await ExpectAsync(EmptyEndpoint, 0);
        await ExpectAsync("/token", TokenLength);
    }

    [GlobalCleanup]
    public async Task ClearAsync()
    {
        await _service.DisposeAsync();
        await _bare.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>An application of nothing, and the preparation of the request, which is in all that follow.</summary>
    [Benchmark]
    public Task Nothing() => _bareRequests.PostAsync("/token", _authorization, _form);

    /// <summary>Ends before our first middleware: what hosting does for the logs, traces and metrics that are on.</summary>
    [Benchmark]
    public Task Hosting() => _requests.PostAsync(AtOnce, _authorization, _form);

    /// <summary>And all of the middleware and the routing, to an endpoint that does nothing.</summary>
    [Benchmark]
    public Task Middleware() => _requests.PostAsync(EmptyEndpoint, _authorization, _form);

    [Benchmark]
    public Task Whole() => _requests.PostAsync("/token", _authorization, _form);

    [Benchmark]
    public ValueTask<TokenForm?> ReadForm() => TokenForm.ReadAsync(PipeReader.Create(new ReadOnlySequence<byte>(_form)), CancellationToken.None);

    [Benchmark]
    public ValueTask<CallerVerdict> Authenticate() => _authenticator.IdentifyAsync(new CallerProof(_authorization, "/token"), CancellationToken.None);

    [Benchmark]
    public ValueTask<TokenAnswer> Flow() => _flow.RequestAsync(_caller, _parsed, null, CancellationToken.None);

    [Benchmark]
    public void Metric() => _metrics.Requested("issued");

    [Benchmark]
    public void Write()
    {
        _out.ResetWrittenCount();
        _issued.Body.Write(3599, _out, static (writer, _) => writer);
    }

    /// <summary>Nothing is measured that is not answered.</summary>
    private async Task ExpectAsync(string path, int leastLength)
    {
        var (status, length) = await _requests.PostAsync(path, _authorization, _form);
        if (status != StatusCodes.Status200OK || length < leastLength)
        {
            throw new InvalidOperationException($"{path} is answered by {status} and {length} bytes.");
        }
    }

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PublicBaseUrl"] = "https://connector.example",
            ["Listen:Public"] = "http://127.0.0.1:18080",
            ["Listen:Internal"] = "http://127.0.0.1:18081",
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "connector.db")}",
            ["KeyProtection:KeyRingPath"] = Path.Combine(_folder.FullName, "keys"),
            ["KeyProtection:AllowUnprotected"] = "true",
            ["NetSuite:Integrations:default:ClientId"] = "client",
            ["NetSuite:Integrations:default:Scopes:0"] = "rest_webservices",
            ["NetSuite:Integrations:default:Scopes:1"] = "restlets",
            [$"Callers:{CallerName}:Secrets:0"] = SecretHash.Of(_secret).ToString(),
            [$"Callers:{CallerName}:Tenants:0"] = "*",
            [$"Callers:{CallerName}:Permissions:0"] = "token",
            ["Serilog:MinimumLevel:Default"] = "Error",
        });
        builder.Services.AddSingleton<IServer>(_requests);
        builder.Services.AddSingleton<IStartupFilter>(new EndsAtOnce());
    }

    private static void Connect(IServiceProvider services)
    {
        var scopes = ScopeSet.Of(["rest_webservices", "restlets"]);
        var tenant = new TenantSnapshot(
            TenantName.Parse("tenant-000000"),
            "default",
            scopes,
            AccountId.Parse("2000000"),
            "https://2000000.suitetalk.api.netsuite.com",
            "https://2000000.restlets.api.netsuite.com",
            TenantStatus.Connected,
            IsBoundToAccount: true,
            Generation: 1,
            Version: 1);
        services.GetRequiredService<TenantDirectory>().Publish(tenant);
        var now = TimeProvider.System.GetUtcNow();
        services.GetRequiredService<TokenCache>().Put(
            new TokenKey(tenant.Name, tenant.Generation, scopes), new AccessToken(new Secret(new string('x', TokenLength)), now, now.AddHours(1)));
    }

    private sealed class EndsAtOnce : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(following => http => http.Request.Path == AtOnce ? Task.CompletedTask : following(http));
            next(app);
        };
    }
}
