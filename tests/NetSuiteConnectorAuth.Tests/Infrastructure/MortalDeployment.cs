using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// The service as a process of its own that may be killed and started again on the same folder, beside a simulator that lives on, as
/// NetSuite does. Every tenant here has an account of its own.
/// </summary>
public sealed class MortalDeployment : IAsyncDisposable
{
    private readonly Uri _internalUrl = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly Dictionary<string, string?> _settings;
    private readonly HttpClient _job;
    private readonly List<ServiceProcess> _processes = [];

    private MortalDeployment(SimulatorHost simulator, string publicUrl, Action<Dictionary<string, string?>>? settings)
    {
        Simulator = simulator;
        PublicUrl = new Uri(publicUrl);
        _settings = Deployment.SettingsFor(simulator, Folder, publicUrl);
        _settings["Listen:Internal"] = _internalUrl.AbsoluteUri;
        _settings["Scheduler:Interval"] = "00:00:01";
        _settings["Certificates:PropagationLimit"] = "00:00:01";
        _settings["NetSuite:RequestTimeout"] = "00:00:15";
        _settings["Serilog:MinimumLevel:Default"] = "Warning";
        settings?.Invoke(_settings);
        Secrets.Note(Deployment.JobSecret.Reveal());
        _job = new HttpClient { BaseAddress = _internalUrl };
        _job.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Deployment.Job}:{Deployment.JobSecret.Reveal()}")));
    }

    public SimulatorHost Simulator { get; }

    public Uri PublicUrl { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("nsca-").FullName;

    public StoreFile Store => new(Path.Combine(Folder, "connector.db"));

    public SecretScan Secrets { get; } = new();

    public int Kills { get; private set; }

    /// <summary>The one that was started last.</summary>
    private ServiceProcess Process => _processes[^1];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<MortalDeployment> StartAsync(Action<Dictionary<string, string?>>? settings = null)
    {
        var publicUrl = $"http://127.0.0.1:{FreePort.Next()}";
        var options = new SimulatorOptions
        {
            AcceptAnyAccount = true,
            AllowLoopbackRedirectUris = true,
            Integration = new IntegrationSettings { RedirectUris = { publicUrl + "/callback" } },
        };
        var deployment = new MortalDeployment(await SimulatorHost.StartAsync(options, ct: Cancellation), publicUrl, settings);
        await deployment.StartServiceAsync();
        return deployment;
    }

    public async Task StartServiceAsync()
    {
        LaunchService();
        await Process.WaitUntilReadyAsync(_internalUrl);
    }

    /// <summary>Starts it without waiting: it may be killed before it is ready.</summary>
    public void LaunchService() => _processes.Add(ServiceProcess.Launch(_settings));

    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        Kills++;
    }

    public async Task<Uri> LinkAsync(MortalTenant tenant)
    {
        var response = await _job.PostAsJsonAsync("/connect-links", new { tenant = tenant.Name, account = tenant.Account }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var url = new Uri((await Deployment.JsonAsync(response)).GetProperty("url").GetString()!);
        Secrets.Note(url.Segments[^1]);
        return url;
    }

    /// <summary>Link, login, consent: the callback as NetSuite sends the browser to it, not called yet.</summary>
    public async Task<Uri> CallbackAsync(MortalTenant tenant)
    {
        tenant.Link ??= await LinkAsync(tenant);
        tenant.Admin ??= new Admin(Secrets);
        return tenant.Callback = await tenant.Admin.CallbackAsync(tenant.Link, user: tenant.User, account: tenant.Account);
    }

    /// <summary>Calls the callback whose service may die of it.</summary>
    public static Task<HttpStatusCode?> TryCallAsync(MortalTenant tenant) => TryAsync(() => tenant.Admin!.GetAsync(tenant.Callback!));

    /// <summary>Link, consent, certificate: connected, and nothing more to be done now.</summary>
    public async Task ConnectAsync(MortalTenant tenant)
    {
        await CallbackAsync(tenant);
        Assert.Equal(HttpStatusCode.SeeOther, await TryCallAsync(tenant));
        await Eventually.IsTrueAsync(
            async () => Store.HasNothingToIssue(tenant.Name) && (await TenantAsync(tenant.Name)).GetProperty("status").GetString() == "connected",
            () => $"{tenant.Name} is connected");
    }

    /// <summary>Asks for an import whose service may die of it.</summary>
    public Task<HttpStatusCode?> TryImportAsync(MortalTenant tenant, object body) =>
        TryAsync(() => _job.PostAsJsonAsync($"/tenants/{tenant.Name}/import", body, Cancellation));

    /// <summary>Asks for a rotation whose service may die of it.</summary>
    public Task<HttpStatusCode?> TryRotateAsync(MortalTenant tenant) =>
        TryAsync(() => _job.PostAsync($"/tenants/{tenant.Name}/rotate", null, Cancellation));

    /// <summary>Asks for a disconnect whose service may die of it.</summary>
    public Task<HttpStatusCode?> TryDisconnectAsync(MortalTenant tenant) => TryAsync(() => _job.DeleteAsync($"/tenants/{tenant.Name}", Cancellation));

    public async Task<JsonElement> TenantAsync(string name) => await Deployment.JsonAsync(await _job.GetAsync($"/tenants/{name}", Cancellation));

    public async Task<HttpResponseMessage> RequestTokenAsync(string name, params (string Name, string Value)[] more) => await _job.PostAsync(
        "/token", Deployment.Form([("grant_type", "client_credentials"), ("tenant", name), .. more]), Cancellation);

    /// <summary>Searches what every process wrote, those that were killed too, and what they left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Simulator.DisposeAsync();
        _job.Dispose();
        try
        {
            foreach (var (index, process) in _processes.Index())
            {
                Secrets.Search($"the output of process {index + 1}", process.Output);
            }

            Secrets.SearchFiles(Folder);
        }
        finally
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Null when the service died before it answered.</summary>
    private static async Task<HttpStatusCode?> TryAsync(Func<Task<HttpResponseMessage>> ask)
    {
        try
        {
            using var answer = await ask();
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
