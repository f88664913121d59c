using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// The service as it is deployed (real Kestrel, real SQLite in a folder of its own) beside a simulator. Whatever either is given to
/// keep secret is noted in <see cref="SecretScan"/>; when the deployment ends, logs, store, metrics and pages are searched for it.
/// </summary>
public sealed class Deployment : IAsyncDisposable
{
    public const string Job = "sync-job";
    public const string Tenant = "acme";
    public const string Account = "1234567";

    public static readonly Secret JobSecret = Secret.Random();

    private readonly Dictionary<string, string?> _settings;
    private readonly TimeProvider? _time;
    private readonly bool _ownsSimulator;

    private Deployment(SimulatorHost simulator, bool ownsSimulator, string folder, Dictionary<string, string?> settings, TimeProvider? time)
    {
        Simulator = simulator;
        Folder = folder;
        (_settings, _time, _ownsSimulator) = (settings, time, ownsSimulator);
        PublicUrl = new Uri(settings["PublicBaseUrl"]!);
    }

    public SimulatorHost Simulator { get; }

    public string Folder { get; }

    public Uri PublicUrl { get; }

    public WebApplication App { get; private set; } = null!;

    public LogCapture Logs { get; } = new();

    public SecretScan Secrets { get; } = new();

    /// <summary>What the service asked its store.</summary>
    public CommandCount Commands { get; } = new();

    /// <summary>Calls that left for anything but the simulator; there must be none when the deployment ends.</summary>
    public ConcurrentQueue<Uri> UnexpectedCalls { get; } = new();

    /// <summary>What the service is answering.</summary>
    public ActiveRequests Requests { get; private set; } = null!;

    /// <summary>The internal listener, as the job that may do everything.</summary>
    public HttpClient Internal { get; private set; } = null!;

    public string DatabasePath => Path.Combine(Folder, "connector.db");

    public static async Task<Deployment> StartAsync(
        Action<Dictionary<string, string?>>? settings = null,
        Action<SimulatorOptions>? simulator = null,
        TimeProvider? time = null)
    {
        var publicUrl = $"http://127.0.0.1:{FreePort.Next()}";
        var options = new SimulatorOptions
        {
            AllowLoopbackRedirectUris = true,
            Integration = new IntegrationSettings { RedirectUris = { publicUrl + "/callback" } },
        };
        simulator?.Invoke(options);
        var host = await SimulatorHost.StartAsync(options, time, TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("nsca-").FullName;
        var configuration = SettingsFor(host, folder, publicUrl);
        settings?.Invoke(configuration);
        var deployment = new Deployment(host, ownsSimulator: true, folder, configuration, time);
        await deployment.StartServiceAsync();
        return deployment;
    }

    /// <summary>What a deployment beside this simulator is configured with; the same keys as in production.</summary>
    public static Dictionary<string, string?> SettingsFor(SimulatorHost simulator, string folder, string publicUrl)
    {
        var origin = simulator.BaseAddress.AbsoluteUri.TrimEnd('/');
        return new()
        {
            ["PublicBaseUrl"] = publicUrl,
            ["Listen:Public"] = publicUrl,
            ["Listen:Internal"] = "http://127.0.0.1:0",
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(folder, "connector.db")}",
            ["KeyProtection:KeyRingPath"] = Path.Combine(folder, "keys"),
            ["KeyProtection:AllowUnprotected"] = "true",
            ["NetSuite:AllowOtherHosts"] = "true",
            ["NetSuite:Integrations:default:ClientId"] = IntegrationSettings.DefaultClientId,
            ["NetSuite:Integrations:default:Scopes:0"] = "rest_webservices",
            ["NetSuite:Integrations:default:Scopes:1"] = "restlets",
            ["NetSuite:Endpoints:Authorization"] = origin + "/{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
            ["NetSuite:Endpoints:AuthorizationAnyAccount"] = origin + "/system.netsuite.com/app/login/oauth2/authorize.nl",
            ["NetSuite:Endpoints:Token"] = origin + "/{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
            ["NetSuite:Endpoints:Revocation"] = origin + "/{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
            ["NetSuite:Endpoints:Certificates"] =
                origin + "/{account}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{client_id}/certificates",
            ["NetSuite:Endpoints:Discovery"] = origin + "/rest.netsuite.com/rest/datacenterurls?account={account_id}&c={account_id}",
            [$"Callers:{Job}:Secrets:0"] = SecretHash.Of(JobSecret).ToString(),
            [$"Callers:{Job}:Tenants:0"] = "*",
            [$"Callers:{Job}:Permissions:0"] = "token",
            [$"Callers:{Job}:Permissions:1"] = "manage",
            [$"Callers:{Job}:Permissions:2"] = "observe",
        };
    }

    /// <summary>Stops the service in good order and starts it again on the same folder.</summary>
    public async Task RestartAsync(Action<Dictionary<string, string?>>? settings = null)
    {
        await StopServiceAsync();
        settings?.Invoke(_settings);
        await StartServiceAsync();
    }

    public async Task StopServiceAsync()
    {
        Internal.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        Requests.Dispose();
    }

    public async Task StartServiceAsync()
    {
        App = Program.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(_settings);
            builder.Configuration["Serilog:MinimumLevel:Default"] = "Verbose";
            builder.Configuration["Serilog:WriteTo:0:Name"] = "Console";
            builder.Configuration["Serilog:WriteTo:0:Args:restrictedToMinimumLevel"] = "Fatal";
            builder.Logging.AddProvider(Logs);
            if (_time is not null)
            {
                builder.Services.AddSingleton(_time);
            }

            builder.Services.ConfigureDbContext<ConnectorDbContext>(options => options.AddInterceptors(Commands));
            builder.Services.AddHttpClient(NetSuiteRegistration.HttpClientName)
                .AddHttpMessageHandler(() => new OutboundGuard(Simulator.BaseAddress, Secrets, UnexpectedCalls));

            // Nothing but the simulator is called by this client either: deployments have no issuers.
            builder.Services.AddHttpClient(IssuerDocuments.HttpClientName)
                .AddHttpMessageHandler(() => new OutboundGuard(Simulator.BaseAddress, Secrets, UnexpectedCalls));
        });
        Requests = new ActiveRequests(App);
        await App.StartAsync(TestContext.Current.CancellationToken);
        Internal = ClientOf(Job, JobSecret);
    }

    /// <summary>A client of the internal listener that authenticates by Basic.</summary>
    public HttpClient ClientOf(string clientId, Secret secret)
    {
        Secrets.Note(secret.Reveal());
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret.Reveal()}")));
        return client;
    }

    public HttpClient Anonymous() => new() { BaseAddress = App.Services.GetRequiredService<ListenerAddresses>().Internal };

    public Admin NewAdmin() => new(Secrets);

    public async Task<Uri> LinkAsync(object request)
    {
        var response = await Internal.PostAsJsonAsync("/connect-links", request, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        var url = (await JsonAsync(response)).GetProperty("url").GetString()!;
        Secrets.Note(new Uri(url).Segments[^1]);
        return new Uri(url);
    }

    /// <summary>The whole way: link, consent, certificate, connected.</summary>
    public async Task ConnectAsync(string tenant = Tenant, string account = Account)
    {
        var link = await LinkAsync(new { tenant, account });
        var result = await NewAdmin().ConsentAsync(link, account: account);
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, result.StatusCode);
        await WaitForAsync(tenant, status => status.GetProperty("status").GetString() == "connected");
    }

    public Task<HttpResponseMessage> RequestTokenAsync(string tenant = Tenant, params (string Name, string Value)[] more) =>
        Internal.PostAsync("/token", Form([("grant_type", "client_credentials"), ("tenant", tenant), .. more]), TestContext.Current.CancellationToken);

    public async Task<JsonElement> TokenAsync(string tenant = Tenant, params (string Name, string Value)[] more)
    {
        var response = await RequestTokenAsync(tenant, more);
        var body = await JsonAsync(response);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        Secrets.Note(body.GetProperty("access_token").GetString()!);
        return body;
    }

    public async Task<JsonElement> TenantAsync(string tenant = Tenant) =>
        await JsonAsync(await Internal.GetAsync($"/tenants/{tenant}", TestContext.Current.CancellationToken));

    /// <summary>Asks until the tenant is as wanted.</summary>
    public async Task<JsonElement> WaitForAsync(string tenant, Func<JsonElement, bool> isWanted)
    {
        JsonElement document = default;
        await Eventually.IsTrueAsync(async () => isWanted(document = await TenantAsync(tenant)), () => $"as wanted, but {document}");
        return document;
    }

    /// <summary>Something is done to the database behind the service's back.</summary>
    public Task ExecuteSqlAsync(string sql) =>
        QueryAsync(db => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken));

    /// <summary>What the store holds.</summary>
    public async Task<T> QueryAsync<T>(Func<ConnectorDbContext, Task<T>> query)
    {
        await using var db = await App.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await query(db);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    public async ValueTask DisposeAsync()
    {
        await ScanAsync();
        await StopServiceAsync();
        Assert.Empty(UnexpectedCalls);
        if (_ownsSimulator)
        {
            await Simulator.DisposeAsync();
        }

        Secrets.SearchFiles(Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private async Task ScanAsync()
    {
        Secrets.Search("the logs", Logs.Text);
        Secrets.Search("the metrics", await Internal.GetStringAsync("/metrics", CancellationToken.None));
        Secrets.Search("the status", await Internal.GetStringAsync("/status", CancellationToken.None), except: Secrets.Links);
        Secrets.Search("the tenants", await Internal.GetStringAsync("/tenants?limit=1000", CancellationToken.None));
    }
}
