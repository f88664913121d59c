using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator.Accounts;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>One process: the service's own container, opened as at its start, in which nothing runs by itself.</summary>
internal sealed class Node : IAsyncDisposable
{
    public const string PublicUrl = "http://127.0.0.1:1";

    private readonly WebApplication _app;

    private Node(WebApplication app, Mortality mortality, LoggedErrors errors) => (_app, Mortality, Errors) = (app, mortality, errors);

    public Mortality Mortality { get; }

    public LoggedErrors Errors { get; }

    /// <param name="world">Null for a process that only makes the store.</param>
    public static async Task<Node> StartAsync(string database, string keys, TimeProvider time, World? world)
    {
        var mortality = new Mortality();
        var errors = new LoggedErrors();
        var app = Program.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Settings(database, keys));
            builder.Logging.AddProvider(errors);
            builder.Services.AddSingleton(time);
            builder.Services.ConfigureDbContext<ConnectorDbContext>(options =>
                options.AddInterceptors(new MortalSaves(mortality), new MortalCommands(mortality), new MortalTransactions(mortality)));
            if (world is not null)
            {
                builder.Services.AddHttpClient(NetSuiteRegistration.HttpClientName).AddHttpMessageHandler(() => new Road(world, mortality));
            }
        });
        var node = new Node(app, mortality, errors);
        await node.Get<StoreOpening>().OpenAsync(CancellationToken.None);
        return node;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Another process may open the same store now, as when this one is held up and taken for dead.</summary>
    public void LoseFileLock() => Get<SqliteFileLock>().Dispose();

    public async ValueTask DisposeAsync()
    {
        await using (var db = await Get<IDbContextFactory<ConnectorDbContext>>().CreateDbContextAsync())
        {
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }

        await _app.DisposeAsync();
    }

    private static Dictionary<string, string?> Settings(string database, string keys) => new()
    {
        ["PublicBaseUrl"] = PublicUrl,
        ["Listen:Public"] = PublicUrl,
        ["Listen:Internal"] = "http://127.0.0.1:0",
        ["Storage:ConnectionString"] = $"Data Source={database}",
        ["KeyProtection:KeyRingPath"] = keys,
        ["KeyProtection:AllowUnprotected"] = "true",
        ["NetSuite:Integrations:default:ClientId"] = IntegrationSettings.DefaultClientId,
        ["NetSuite:Integrations:default:Scopes:0"] = "rest_webservices",
        ["NetSuite:Integrations:default:Scopes:1"] = "restlets",

        // In this world nothing runs by itself.
        ["Tokens:RefreshAhead"] = "00:00:00",
        ["Callers:job:Secrets:0"] = SecretHash.Of(Deployment.JobSecret).ToString(),
        ["Callers:job:Tenants:0"] = "*",
        ["Callers:job:Permissions:0"] = "token",
        ["Serilog:MinimumLevel:Default"] = "Error",
        ["Serilog:WriteTo:0:Name"] = "Console",
        ["Serilog:WriteTo:0:Args:restrictedToMinimumLevel"] = "Fatal",
    };
}
