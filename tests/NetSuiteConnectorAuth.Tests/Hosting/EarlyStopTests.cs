using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Storage;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

/// <summary>A supervisor that changes its mind while the process is still opening its store, which somebody else's write holds up.</summary>
public sealed class EarlyStopTests : IDisposable
{
    private const int EndedBySigterm = 128 + 15;

    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_service_told_to_stop_while_it_starts_ends_well_and_without_a_word()
    {
        var (exitCode, output) = await StopWhileOpeningAsync("serve");

        Assert.True(exitCode == ExitCodes.Ok, $"{exitCode}: {output}");
        Assert.Equal("", output.Trim());
    }

    [Fact]
    public async Task A_migration_told_to_stop_does_not_say_that_it_is_done_and_can_be_run_again()
    {
        var (exitCode, output) = await StopWhileOpeningAsync("migrate");

        Assert.True(exitCode == EndedBySigterm, $"{exitCode}: {output}");
        Assert.Equal("", output.Trim());
        Assert.Equal(ExitCodes.Ok, (await ServiceProcess.RunAsync("migrate", _folder.Settings())).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Output)> StopWhileOpeningAsync(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await _folder.OpenAsync();
        var taken = _folder.Database + ".lock";
        File.Delete(taken);
        using var write = _folder.Store.Lock();
        await using var process = ServiceProcess.Launch(
            _folder.Settings(("Storage:ConnectionString", $"Data Source={_folder.Database};Default Timeout=600")), command);

        // It has made the file, and goes no further than to the write behind it.
        await Eventually.IsTrueAsync(() => File.Exists(taken) || process.HasEnded, () => process.Output);
        await process.TerminateAsync();
        write.Dispose();
        return await process.WaitForEndAsync();
    }
}
