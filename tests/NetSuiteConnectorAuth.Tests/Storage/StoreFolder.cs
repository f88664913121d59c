using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>A deployment's folder, with the store and the key ring in it, that a test damages between two starts.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nsca-store-");

    public string KeyRing => In("keys");

    public string Database => In("connector.db");

    public StoreFile Store => new(Database);

    public string In(string name) => Path.Combine(_folder.FullName, name);

    public Dictionary<string, string?> Settings(params (string Key, string? Value)[] changes) => Tests.Hosting.Settings.Complete(
    [
        ("Listen:Public", "http://127.0.0.1:0"),
        ("Listen:Internal", "http://127.0.0.1:0"),
        ("Storage:ConnectionString", $"Data Source={Database}"),
        ("KeyProtection:KeyRingPath", KeyRing),
        ("Serilog:MinimumLevel:Default", "Fatal"),
        .. changes,
    ]);

    /// <summary>What happens before a port is bound: the exit code, and what the operator reads.</summary>
    public async Task<(int ExitCode, string Message)> OpenAsync(params (string Key, string? Value)[] changes)
    {
        try
        {
            await using var app = Program.Build([.. Settings(changes).Where(setting => setting.Value is not null).Select(setting => $"--{setting.Key}={setting.Value}")]);
            await app.Services.GetServices<IHostedService>().OfType<StartupChecks>().Single().StartingAsync(TestContext.Current.CancellationToken);
            return (ExitCodes.Ok, "");
        }
        catch (ConfigurationException e)
        {
            return (ExitCodes.Configuration, string.Join('\n', e.Faults));
        }
        catch (StartupException e)
        {
            return (e.Fault.ExitCode, e.Fault.Message);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
