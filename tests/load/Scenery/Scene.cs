using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using NetSuiteConnectorAuth;
using NetSuiteConnectorAuth.Callers;
using NetSuiteSimulator.Accounts;

namespace Load;

/// <summary>Service and simulator beside each other, and a look into the store of the one from outside.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Caller = "load";

    /// <summary>May ask for tokens and for assertions, and sees no tenant.</summary>
    public const string NarrowCaller = "narr";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nsca-load-");
    private readonly string _simulator = FreeUrl();

    private Scene()
    {
    }

    /// <summary>Made for this run; the service knows only its hash.</summary>
    public Secret CallerSecret { get; } = Secret.Random();

    public string PublicUrl { get; } = FreeUrl();

    public string InternalUrl { get; } = FreeUrl();

    public ChildProcess Simulator { get; private set; } = null!;

    public string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "connector.db")}";

    /// <param name="latency">What the simulator takes for every answer.</param>
    /// <param name="tokenLife">Of NetSuite's tokens; unset: an hour, as theirs.</param>
    public static async Task<Scene> OpenAsync(TimeSpan latency, TimeSpan? tokenLife = null)
    {
        var scene = new Scene();
        scene.Simulator = await ChildProcess.StartAsync(SimulatorProcess.Role, new()
        {
            ["url"] = scene._simulator,
            ["redirect"] = scene.PublicUrl + "/callback",
            ["latency"] = latency.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            ["life"] = (tokenLife ?? TimeSpan.FromHours(1)).ToString(),
        });
        return scene;
    }

    /// <summary>On the store that is there, so the tenants of the last one are those of the next.</summary>
    /// <param name="processor">The only one it may run on; null for all.</param>
    public Task<ChildProcess> StartServiceAsync(int concurrency, TimeSpan overlap, int? processor = null) =>
        ChildProcess.StartAsync(ServiceProcess.Role, Settings(concurrency, overlap), processor);

    /// <summary>With what no measurement but that of renewals depends on.</summary>
    public Task<ChildProcess> StartServiceAsync(int? processor = null) => StartServiceAsync(concurrency: 16, TimeSpan.FromMinutes(70), processor);

    /// <summary>What the service is started with.</summary>
    public Dictionary<string, string?> Settings(int concurrency, TimeSpan overlap)
    {
        const string auth = "/services/rest/auth/oauth2/v1";
        return new()
        {
            ["PublicBaseUrl"] = PublicUrl,
            ["Listen:Public"] = PublicUrl,
            ["Listen:Internal"] = InternalUrl,
            ["Storage:ConnectionString"] = ConnectionString,
            ["KeyProtection:KeyRingPath"] = Path.Combine(_folder.FullName, "keys"),
            ["KeyProtection:AllowUnprotected"] = "true",

            // Each admin comes from an address of their own: visitors are counted by it.
            ["ForwardedHeaders:KnownNetworks:0"] = "127.0.0.0/8",
            ["Certificates:Overlap"] = overlap.ToString(),
            ["NetSuite:MaxConcurrentRequests"] = concurrency.ToString(CultureInfo.InvariantCulture),
            ["NetSuite:AllowOtherHosts"] = "true",
            ["NetSuite:Endpoints:Authorization"] = _simulator + "/{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
            ["NetSuite:Endpoints:AuthorizationAnyAccount"] = _simulator + "/system.netsuite.com/app/login/oauth2/authorize.nl",
            ["NetSuite:Endpoints:Token"] = _simulator + "/{account}.suitetalk.api.netsuite.com" + auth + "/token",
            ["NetSuite:Endpoints:Revocation"] = _simulator + "/{account}.suitetalk.api.netsuite.com" + auth + "/revoke",
            ["NetSuite:Endpoints:Certificates"] = _simulator + "/{account}.restlets.api.netsuite.com" + auth + "/clients/{client_id}/certificates",
            ["NetSuite:Endpoints:Discovery"] = _simulator + "/rest.netsuite.com/rest/datacenterurls?account={account_id}&c={account_id}",
            ["NetSuite:Integrations:default:ClientId"] = IntegrationSettings.DefaultClientId,
            ["NetSuite:Integrations:default:Scopes:0"] = "rest_webservices",
            ["NetSuite:Integrations:default:Scopes:1"] = "restlets",
            [$"Callers:{Caller}:Secrets:0"] = SecretHash.Of(CallerSecret).ToString(),
            [$"Callers:{Caller}:Tenants:0"] = "*",
            [$"Callers:{Caller}:Permissions:0"] = "token",
            [$"Callers:{Caller}:Permissions:1"] = "manage",
            [$"Callers:{Caller}:Permissions:2"] = "observe",
            [$"Callers:{NarrowCaller}:Secrets:0"] = SecretHash.Of(CallerSecret).ToString(),
            [$"Callers:{NarrowCaller}:Tenants:0"] = "nobody-*",
            [$"Callers:{NarrowCaller}:Permissions:0"] = "token",
            [$"Callers:{NarrowCaller}:Permissions:1"] = "assertion",
            ["Serilog:MinimumLevel:Default"] = "Error",

            // Standard output carries the figures.
            ["Serilog:WriteTo:0:Name"] = "Console",
            ["Serilog:WriteTo:0:Args:standardErrorFromLevel"] = "Verbose",
        };
    }

    /// <summary>As before the first start ever.</summary>
    public void ClearStore()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        _folder.Create();
    }

    /// <summary>NetSuite's token endpoint takes so long from now on.</summary>
    public Task SlowTokensAsync(TimeSpan delay) => AddFaultAsync(new { operation = "TokenClientCredentials", kind = "Delay", delay = delay.ToString() });

    /// <summary>NetSuite's token endpoint answers 429 until <see cref="ClearFaultsAsync"/>.</summary>
    public Task ThrottleTokensAsync(int retryAfter) => AddFaultAsync(new { operation = "TokenClientCredentials", kind = "Throttle", retryAfter });

    /// <summary>NetSuite's token endpoint takes requests and does not answer until <see cref="ClearFaultsAsync"/>.</summary>
    public Task HangTokensAsync() => AddFaultAsync(new { operation = "TokenClientCredentials", kind = "Hang" });

    public async Task ClearFaultsAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_simulator) };
        using var answer = await http.DeleteAsync(new Uri("/_simulator/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public Task<SimulatorReport> AskSimulatorAsync() => Simulator.AskAsync<SimulatorReport>();

    /// <summary>A number from the store, read beside the service.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of the store's answer, each of two texts.</summary>
    public async Task<IReadOnlyList<(string First, string Second)>> PairsAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }

    /// <summary>A path in the folder that goes away with the scene.</summary>
    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task AddFaultAsync<T>(T fault)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_simulator) };
        using var answer = await http.PostAsJsonAsync("/_simulator/faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    public static string FreeUrl()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"http://{socket.LocalEndPoint}";
    }
}
