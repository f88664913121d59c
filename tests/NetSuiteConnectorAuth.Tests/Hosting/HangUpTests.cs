using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>Alone in the process: the signal is the process's, and every service in it would read its configuration and say so.</summary>
[Collection(Alone.Name)]
public sealed class HangUpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Secret _secret = Secret.Random();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SIGHUP_reads_at_once()
    {
        var file = Write("ops");
        await using var service = await RunningService.StartAsync(
            _ => { },
            Jobs.Cancelled,
            configuration: configuration => configuration.AddJsonFile(file, optional: false, reloadOnChange: false),
            settings: [("Scheduler:Interval", "01:00:00"), ("Scheduler:Lease", "02:00:00")]);
        Write("ops", "fresh");

        await HangUpAsync();
        await Eventually.IsTrueAsync(
            async () => await GetAsync(service, "fresh") == HttpStatusCode.OK, () => $"the new caller is known:\n{string.Join('\n', service.Log)}");
        await HangUpAsync();
        await Eventually.IsTrueAsync(
            () => service.Log.Any(line => line.Contains("no caller and no issuer has changed", StringComparison.Ordinal)),
            () => $"it says that nothing is new:\n{string.Join('\n', service.Log)}");
    }

    private static async Task HangUpAsync()
    {
        using var kill = Process.Start("kill", ["-HUP", $"{Environment.ProcessId}"]);
        await kill.WaitForExitAsync(Jobs.Cancelled);
    }

    private string Write(params string[] callers) => _folder.Write("callers.json", JsonSerializer.Serialize(
        callers.SelectMany(caller => RunningService.CallerSettings(caller, _secret, "observe")).ToDictionary(setting => setting.Key, setting => setting.Value)));

    private async Task<HttpStatusCode> GetAsync(RunningService service, string caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tenants") { Headers = { Authorization = RunningService.Basic(caller, _secret) } };
        using var answer = await service.Internal.SendAsync(request, Jobs.Cancelled);
        return answer.StatusCode;
    }
}
