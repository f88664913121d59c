using System.Runtime.Versioning;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>The store and its keys are for the user of the process alone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StoreFilesTests : IDisposable
{
    private const string NoModes = "Windows has no modes: a folder has the access rights of the one it is in.";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    public static bool IsWindows => OperatingSystem.IsWindows();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Keys => Path.Combine(Data, "keys");

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = NoModes, SkipWhen = nameof(IsWindows))]
    public async Task What_the_service_makes_nobody_else_can_read()
    {
        await using var service = await StartAsync();

        string[] made = [Data, .. Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories)];

        Assert.Superset(
            new HashSet<string?> { "connector.db", "connector.db-wal", "connector.db-shm", "connector.db.lock", "keys" },
            made.Select(Path.GetFileName).ToHashSet());
        Assert.All(made, path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
        Assert.DoesNotContain(service.Log, IsAboutReaders);
    }

    [Fact(Skip = NoModes, SkipWhen = nameof(IsWindows))]
    public async Task What_others_can_read_already_is_told_in_one_line_and_left_as_it_is()
    {
        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead;
        Directory.CreateDirectory(Keys);
        File.SetUnixFileMode(Keys, readable | UnixFileMode.UserExecute);
        var database = Path.Combine(Data, "connector.db");
        await File.WriteAllBytesAsync(database, [], Cancellation);
        File.SetUnixFileMode(database, readable);

        await using var service = await StartAsync();

        var line = Assert.Single(service.Log, IsAboutReaders);
        Assert.StartsWith("Warning", line, StringComparison.Ordinal);
        Assert.Contains(database, line, StringComparison.Ordinal);
        Assert.Contains(Keys, line, StringComparison.Ordinal);
        Assert.Equal(readable, File.GetUnixFileMode(database));
    }

    [Fact(Skip = NoModes, SkipWhen = nameof(IsWindows))]
    public async Task The_folders_above_those_it_makes_are_its_own_too()
    {
        await using var service = await RunningService.StartAsync(
            _ => { }, Cancellation, settings: [("KeyProtection:KeyRingPath", Path.Combine(_folder.FullName, "a", "b", "keys"))]);

        string[] made = [Path.Combine(_folder.FullName, "a"), Path.Combine(_folder.FullName, "a", "b")];
        Assert.All(made, path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
    }

    private static bool IsAboutReaders(string line) => line.Contains("everybody on this machine", StringComparison.Ordinal);

    private Task<RunningService> StartAsync() => RunningService.StartAsync(
        _ => { },
        Cancellation,
        settings: [("Storage:ConnectionString", $"Data Source={Path.Combine(Data, "connector.db")}"), ("KeyProtection:KeyRingPath", Keys)]);
}
