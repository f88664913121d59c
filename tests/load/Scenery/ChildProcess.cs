using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Load;

/// <summary>
/// This program again, in another role and a process of its own, so that its memory and CPU are its own. It answers each line it is sent
/// by one of JSON, and ends when there are no more: also when whoever started it was killed.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <param name="processor">The only one it may run on, by <c>taskset</c>; null for all.</param>
    public static async Task<ChildProcess> StartAsync(string role, Dictionary<string, string?> settings, int? processor = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (processor is { } only)
        {
            start.FileName = "taskset";
            start.ArgumentList.Add("--cpu-list");
            start.ArgumentList.Add(only.ToString(CultureInfo.InvariantCulture));
            start.ArgumentList.Add("dotnet");
        }

        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add(role);
        start.ArgumentList.Add(JsonSerializer.Serialize(settings));
        var child = new ChildProcess(Process.Start(start)!);
        await child.ReadAsync();
        return child;
    }

    public async Task<T> AskAsync<T>()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<T>(await ReadAsync())!;
    }

    /// <summary>As an operator's <c>kill -HUP</c>.</summary>
    public async Task HangUpAsync()
    {
        using var signal = Process.Start("sh", ["-c", $"kill -HUP {_process.Id}"]);
        await signal.WaitForExitAsync();
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The child's side: says that it is there, then answers until it is no longer asked.</summary>
    public static async Task AnswerAsync<T>(Func<T> report)
    {
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(JsonSerializer.Serialize(report()));
        }
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The process that was started has ended; it said why on standard error.");
}
