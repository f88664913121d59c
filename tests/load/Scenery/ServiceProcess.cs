using System.Diagnostics;
using System.Text.Json;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;

namespace Load;

/// <summary>The service as it is deployed, with two counters besides: what it writes, and what it asks of NetSuite.</summary>
internal static class ServiceProcess
{
    public const string Role = "service";

    /// <summary>Names a JSON file that is read, too, and read again while the service runs.</summary>
    public const string File = "file";

    public static async Task RunAsync(string settings)
    {
        var store = new StoreCount();
        var calls = new CallCount();
        await using var app = Build(JsonSerializer.Deserialize<Dictionary<string, string?>>(settings)!, builder =>
        {
            builder.Services.ConfigureDbContext<ConnectorDbContext>(options => options.AddInterceptors(store.Interceptors));
            builder.Services.AddHttpClient(NetSuiteRegistration.HttpClientName).AddHttpMessageHandler(() => new CallCount.Handler(calls));
        });
        await app.StartAsync();
        await ChildProcess.AnswerAsync(() => Report(store, calls));
        await app.StopAsync();
    }

    public static WebApplication Build(Dictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null) =>
        NetSuiteConnectorAuth.Program.Build([], builder =>
        {
            // What is set for the user's own deployment is not meant for this one.
            builder.Configuration.Sources.Clear();
            if (settings.Remove(File, out var file))
            {
                builder.Configuration.AddJsonFile(file!);
            }

            builder.Configuration.AddInMemoryCollection(settings);
            configure?.Invoke(builder);
        });

    private static ServiceReport Report(StoreCount store, CallCount calls)
    {
        using var process = Process.GetCurrentProcess();
        return new ServiceReport(
            store.WriteTransactions,
            store.Commands,
            store.CommandTime.TotalMilliseconds,
            calls.Count,
            calls.Time.TotalMilliseconds,
            process.TotalProcessorTime.TotalMilliseconds,
            process.WorkingSet64,
            process.PeakWorkingSet64,
            GC.GetTotalMemory(forceFullCollection: false),
            GC.GetTotalAllocatedBytes(precise: true));
    }
}

internal sealed record ServiceReport(
    long WriteTransactions,
    long Commands,
    double CommandMilliseconds,
    long Calls,
    double CallMilliseconds,
    double CpuMilliseconds,
    long WorkingSet,
    long PeakWorkingSet,
    long Heap,
    long AllocatedBytes);
