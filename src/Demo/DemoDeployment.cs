using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteSimulator;
using NetSuiteSimulator.Accounts;

namespace Demo;

/// <summary>Simulator and service in this process, wired by configuration alone, as two separate programs would be.</summary>
internal sealed class DemoDeployment : IAsyncDisposable
{
    public const string Tenant = "acme";
    public const string Account = "1234567";
    public const string Caller = "demo-job";
    public const long User = 317;
    public const long Role = 1042;

    private readonly WebApplication _service;

    private DemoDeployment(SimulatorHost simulator, WebApplication service, Ports ports, DemoFolder folder, Secret callerSecret, TimeSpan startUp)
    {
        Simulator = simulator;
        _service = service;
        Ports = ports;
        Folder = folder;
        CallerSecret = callerSecret;
        StartUp = startUp;
    }

    public SimulatorHost Simulator { get; }

    public Ports Ports { get; }

    public DemoFolder Folder { get; }

    /// <summary>Made for this run; the service knows only its hash.</summary>
    public Secret CallerSecret { get; }

    public TimeSpan StartUp { get; }

    public Uri InternalUrl => new(At(Ports.Internal));

    /// <summary>Ctrl+C, or the end of the terminal.</summary>
    public CancellationToken Stopping => _service.Lifetime.ApplicationStopping;

    public static string At(int port) => $"http://127.0.0.1:{port}";

    public static async Task<DemoDeployment> StartAsync(string? dataFolder, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var ports = Ports.Find();
        var folder = DemoFolder.Open(dataFolder);
        var secret = Secret.Random();
        var simulator = await SimulatorHost.StartAsync(SimulatorOptions(ports), ct: cancellationToken);
        var settings = DemoSettings.For(simulator.BaseAddress, At(ports.Public), At(ports.Internal), folder.Path);
        settings[$"Callers:{Caller}:Secrets:0"] = SecretHash.Of(secret).ToString();
        var service = NetSuiteConnectorAuth.Program.Build([], builder =>
        {
            // What is set for the user's own deployment is not meant for the demo.
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection(settings);
        });
        try
        {
            await service.StartAsync(cancellationToken);
            return new DemoDeployment(simulator, service, ports, folder, secret, TimeProvider.System.GetElapsedTime(started));
        }
        catch
        {
            await service.DisposeAsync();
            await simulator.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync();
        await using (var db = await _service.Services.GetRequiredService<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync())
        {
            // Of this store alone: there may be others in this process, and their files would change under them.
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }

        await _service.DisposeAsync();
        await Simulator.DisposeAsync();
        Folder.Dispose();
    }

    private static SimulatorOptions SimulatorOptions(Ports ports) => new()
    {
        Url = At(ports.Simulator),

        // NetSuite takes https only; the demo is on this machine.
        AllowLoopbackRedirectUris = true,
        Integration = new IntegrationSettings { RedirectUris = { At(ports.Public) + "/callback" } },
    };
}
