using System.Net;
using System.Net.Sockets;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>What a start does with a store or a key ring that is not as it was: it refuses with a sentence, or goes on; it never hangs.</summary>
public sealed class StoreStartTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task A_lost_key_ring_is_78_and_says_what_to_restore()
    {
        Assert.Equal(ExitCodes.Ok, (await _folder.OpenAsync()).ExitCode);
        Directory.Delete(_folder.KeyRing, recursive: true);

        var (exitCode, output) = await ServiceProcess.RunAsync("serve", _folder.Settings());

        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Contains("Restore the folder of KeyProtection:KeyRingPath", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.KeyRing));
        AssertNoStackTrace(output);
    }

    [Fact]
    public async Task A_foreign_key_ring_is_78_and_the_right_one_works_again()
    {
        using var other = new StoreFolder();
        await other.OpenAsync();
        await _folder.OpenAsync();
        Directory.Move(_folder.KeyRing, _folder.In("mine"));
        Directory.Move(other.KeyRing, _folder.KeyRing);

        var refused = await _folder.OpenAsync();

        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        Assert.Contains("KeyProtection:KeyRingPath", refused.Message, StringComparison.Ordinal);
        Directory.Delete(_folder.KeyRing, recursive: true);
        Directory.Move(_folder.In("mine"), _folder.KeyRing);
        Assert.Equal(ExitCodes.Ok, (await _folder.OpenAsync()).ExitCode);
    }

    [Fact]
    public async Task A_key_ring_folder_that_cannot_be_made_is_78_and_no_key_is_said_to_be_lost()
    {
        File.WriteAllText(_folder.In("file"), "");

        var refused = await _folder.OpenAsync(("KeyProtection:KeyRingPath", _folder.In("file/keys")));

        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        Assert.StartsWith("KeyProtection:KeyRingPath: the folder of the key ring cannot be read or written", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_made_is_69_and_a_sentence()
    {
        File.WriteAllText(_folder.In("file"), "");

        var (exitCode, output) = await ServiceProcess.RunAsync(
            "serve", _folder.Settings(("Storage:ConnectionString", $"Data Source={_folder.In("file/connector.db")}")));

        Assert.Equal(ExitCodes.Unavailable, exitCode);
        Assert.Contains("Storage: the store cannot be opened", output, StringComparison.Ordinal);
        Assert.DoesNotContain("is another one running on it?", output, StringComparison.Ordinal);
        AssertNoStackTrace(output);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_69_and_left_alone()
    {
        var text = new string('x', 5000);
        File.WriteAllText(_folder.Database, text);

        Assert.Equal(ExitCodes.Unavailable, (await _folder.OpenAsync()).ExitCode);
        Assert.Equal(text, File.ReadAllText(_folder.Database));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=connector;Mode=Memory")]
    [InlineData("Default Timeout=1")]
    [InlineData("Host=db;Database=connector")]
    [InlineData("no connection string")]
    public async Task A_connection_string_that_names_no_file_is_78_with_its_key(string connectionString)
    {
        var refused = await _folder.OpenAsync(("Storage:ConnectionString", connectionString));

        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        Assert.StartsWith("Storage:ConnectionString", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_for_the_database_and_a_file_for_the_key_ring_are_78_with_their_keys()
    {
        File.WriteAllText(_folder.In("file"), "");

        var refused = await _folder.OpenAsync(("Storage:ConnectionString", $"Data Source={_folder.In("")}"), ("KeyProtection:KeyRingPath", _folder.In("file")));

        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        Assert.Contains("Storage:ConnectionString: names a folder", refused.Message, StringComparison.Ordinal);
        Assert.Contains("KeyProtection:KeyRingPath: names a file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_is_refused_and_the_first_goes_on()
    {
        await using var first = await Deployment.StartAsync();

        var (exitCode, output) = await ServiceProcess.RunAsync(
            "serve",
            _folder.Settings(("Storage:ConnectionString", $"Data Source={first.DatabasePath}"), ("KeyProtection:KeyRingPath", Path.Combine(first.Folder, "keys"))));

        Assert.Equal(ExitCodes.Unavailable, exitCode);
        Assert.Contains("is another one running on it?", output, StringComparison.Ordinal);
        AssertNoStackTrace(output);
        await first.ConnectAsync();
        await first.TokenAsync();
    }

    [Fact]
    public async Task A_migration_lock_left_by_a_killed_process_does_not_hang_the_next_start()
    {
        await _folder.OpenAsync();
        _folder.Store.Execute(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
            """);

        Assert.Equal(ExitCodes.Ok, (await _folder.OpenAsync().WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken)).ExitCode);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_69_and_left_alone()
    {
        await _folder.OpenAsync();
        _folder.Store.Execute("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FromTomorrow', '99.0.0')");

        var refused = await _folder.OpenAsync();

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains("written by a newer version", refused.Message, StringComparison.Ordinal);
        Assert.Contains("29990101000000_FromTomorrow", refused.Message, StringComparison.Ordinal);
        _folder.Store.Execute("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '29990101000000_FromTomorrow'");
        Assert.Equal(ExitCodes.Ok, (await _folder.OpenAsync()).ExitCode);
    }

    [Fact]
    public async Task Migrate_makes_the_store_and_does_no_harm_a_second_time()
    {
        foreach (var time in new[] { "first", "second" })
        {
            var (exitCode, output) = await ServiceProcess.RunAsync("migrate", _folder.Settings());

            Assert.True(exitCode == ExitCodes.Ok, $"{time}: {output}");
            Assert.Contains("The store is up to date.", output, StringComparison.Ordinal);
        }

        Assert.Equal("0", _folder.Store.Scalar("SELECT count(*) FROM \"Tenants\""));
    }

    [Fact]
    public async Task Without_key_protection_no_port_is_bound()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();

        // With the port taken, whoever tried to bind it would say 69; nor is there a store yet.
        var (exitCode, output) = await ServiceProcess.RunAsync(
            "serve", _folder.Settings(("KeyProtection:AllowUnprotected", "false"), ("Listen:Public", $"http://{occupied.LocalEndpoint}")));

        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Contains("KeyProtection:CertificatePath: is required", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Database));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertNoStackTrace(string output) =>
        Assert.DoesNotContain(output.Split('\n'), line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
}
