using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>The service on real sockets with ports of the system's choice, and routes that a test adds.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _app;
    private readonly LogLines _log;

    private RunningService(DirectoryInfo folder, WebApplication app, LogLines log)
    {
        (_folder, _app, _log) = (folder, app, log);
        var addresses = app.Services.GetRequiredService<ListenerAddresses>();
        Public = Client(addresses.Public);
        Internal = Client(addresses.Internal);
    }

    public HttpClient Public { get; }

    public HttpClient Internal { get; }

    /// <summary>Every line that reached a log sink.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningService> StartAsync(
        Action<WebApplication> map,
        CancellationToken cancellationToken,
        TimeProvider? time = null,
        Action<IServiceCollection>? services = null,
        Action<IConfigurationBuilder>? configuration = null,
        params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("nsca-hosting-");
        var log = new LogLines();
        var complete = Settings.Complete(
        [
            ("Listen:Public", "http://127.0.0.1:0"),
            ("Listen:Internal", "http://127.0.0.1:0"),
            ("Storage:ConnectionString", $"Data Source={Path.Combine(folder.FullName, "connector.db")}"),
            ("KeyProtection:KeyRingPath", Path.Combine(folder.FullName, "keys")),
            // The console of a test run is for its results.
            ("Serilog:WriteTo:0:Name", "Console"),
            ("Serilog:WriteTo:0:Args:restrictedToMinimumLevel", "Fatal"),
            .. settings.Select(setting => (setting.Key, (string?)setting.Value)),
        ]);
        var app = Program.Build(
            [.. complete.Select(setting => $"--{setting.Key}={setting.Value}")],
            builder =>
            {
                builder.Logging.AddProvider(log);
                services?.Invoke(builder.Services);
                configuration?.Invoke(builder.Configuration);
                if (time is not null)
                {
                    builder.Services.AddSingleton(time);
                }
            });
        map(app);
        await app.StartAsync(cancellationToken);
        return new(folder, app, log);
    }

    /// <summary>The keys of a caller, as the configuration has them.</summary>
    public static (string Key, string Value)[] CallerSettings(string clientId, Secret secret, params string[] permissions) =>
    [
        ($"Callers:{clientId}:Secrets:0", SecretHash.Of(secret).ToString()),
        ($"Callers:{clientId}:Tenants:0", "*"),
        .. permissions.Select((permission, i) => ($"Callers:{clientId}:Permissions:{i}", permission)),
    ];

    public static AuthenticationHeaderValue Basic(string clientId, Secret secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret.Reveal()}")));

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        Internal.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception} {Properties(state)}");

        /// <summary>What a structured sink would write as well, the scope included.</summary>
        private static string Properties(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> properties ? string.Join(' ', properties) : "";

        public void Dispose()
        {
        }
    }
}
