using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>The built service as a process of its own: what an operator's supervisor starts, and what a crash takes away.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private bool _isDisposed;

    private ServiceProcess(string command, IReadOnlyDictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "NetSuiteConnectorAuth.dll"));
        start.ArgumentList.Add(command);
        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add($"--{key}={value}");
        }

        start.Environment["DOTNET_ENVIRONMENT"] = "Production";

        // A short life: what is measured to be made faster later is not worth measuring.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All it wrote, on either stream.</summary>
    public string Output => string.Join('\n', _output);

    public bool HasEnded => _process.HasExited;

    /// <summary>Started, and not waited for.</summary>
    public static ServiceProcess Launch(IReadOnlyDictionary<string, string?> settings, string command = "serve") => new(command, settings);

    /// <summary>Runs a command that is expected to end by itself: its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string command, IReadOnlyDictionary<string, string?> settings)
    {
        await using var process = new ServiceProcess(command, settings);
        return await process.WaitForEndAsync();
    }

    public async Task<(int ExitCode, string Output)> WaitForEndAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Eventually.Bound);
        await _process.WaitForExitAsync(bound.Token);
        return (_process.ExitCode, Output);
    }

    /// <summary>SIGTERM, as a supervisor sends it. It has been sent when the answer is here; whether it has been heard is another matter.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task WaitUntilReadyAsync(Uri internalUrl)
    {
        using var http = new HttpClient { BaseAddress = internalUrl };
        await Eventually.IsTrueAsync(
            async () =>
            {
                Assert.False(HasEnded, $"The service ended while it was waited for:\n{Output}");
                try
                {
                    using var answer = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => $"the service is ready\n{Output}");
    }

    /// <summary>SIGKILL, when it has not ended yet: no handler of the process runs, nothing is flushed. What it wrote until then is read to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!HasEnded)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
