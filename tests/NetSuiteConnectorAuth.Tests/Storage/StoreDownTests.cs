using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteSimulator;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>The store is proven writable and the key usable before a consent is spent: what fails before that costs nothing.</summary>
public sealed class StoreDownTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callback_that_meets_a_locked_store_is_503_and_works_afterwards()
    {
        await using var deployment = await Deployment.StartAsync(Impatient);
        using var admin = deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync(deployment));

        using (new StoreFile(deployment.DatabasePath).Lock())
        {
            await AssertTemporarilyUnavailableAsync(deployment, admin, callback);
        }

        await AssertWorksAsync(deployment, admin, callback);
    }

    [Fact]
    public async Task A_callback_that_meets_a_store_that_takes_no_writes_is_503_and_works_afterwards()
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync(deployment));

        new StoreFile(deployment.DatabasePath).Execute("CREATE TRIGGER \"no\" BEFORE UPDATE ON \"ConsentStates\" BEGIN SELECT RAISE(FAIL, 'no'); END");
        await AssertTemporarilyUnavailableAsync(deployment, admin, callback);

        new StoreFile(deployment.DatabasePath).Execute("DROP TRIGGER \"no\"");
        await AssertWorksAsync(deployment, admin, callback);
    }

    [Fact]
    public async Task A_callback_whose_verifier_does_not_open_is_503_and_works_afterwards()
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var callback = await admin.CallbackAsync(await LinkAsync(deployment));

        // As if its key were not in the ring.
        new StoreFile(deployment.DatabasePath).Execute("UPDATE \"ConsentStates\" SET \"Verifier\" = 'CfDJ8' || substr(\"Verifier\", 7) || substr(\"Verifier\", 6, 1)");
        await AssertTemporarilyUnavailableAsync(deployment, admin, callback);

        new StoreFile(deployment.DatabasePath).Execute("UPDATE \"ConsentStates\" SET \"Verifier\" = 'CfDJ8' || substr(\"Verifier\", -1) || substr(\"Verifier\", 6, length(\"Verifier\") - 6)");
        await AssertWorksAsync(deployment, admin, callback);
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_the_service_recovers()
    {
        var disk = Directory.CreateTempSubdirectory("nsca-disk-");
        string? pool = null;
        Assert.SkipUnless(await TryRunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.FullName), "No tmpfs can be mounted here.");
        try
        {
            await using var deployment = await Deployment.StartAsync(settings =>
                settings["Storage:ConnectionString"] = $"Data Source={Path.Combine(disk.FullName, "connector.db")}");
            pool = await deployment.QueryAsync(db => Task.FromResult(db.Database.GetDbConnection().ConnectionString));
            using var admin = deployment.NewAdmin();
            var callback = await admin.CallbackAsync(await LinkAsync(deployment));

            Fill(Path.Combine(disk.FullName, "filler"));
            await AssertTemporarilyUnavailableAsync(deployment, admin, callback);
            await AssertTemporarilyUnavailableAsync(deployment, admin, callback);

            Assert.Equal("database or disk is full", await deployment.UnreadyAsync("store"));
            var status = await Deployment.JsonAsync(await deployment.Internal.GetAsync("/status", Cancellation));
            Assert.Equal("database or disk is full", status.GetProperty("store_trouble").GetString());
            Assert.Contains("disk is full", Assert.Single(deployment.Complaints()), StringComparison.Ordinal);

            File.Delete(Path.Combine(disk.FullName, "filler"));
            await AssertWorksAsync(deployment, admin, callback);
            Assert.Null(await deployment.UnreadyAsync("store"));
            Assert.Single(deployment.Logs.Lines, line => line.Text.Contains("The store takes writes again", StringComparison.Ordinal));
        }
        finally
        {
            // Of this store alone: of others, of tests that run at the same time, the files would change.
            using (var pooled = new SqliteConnection(pool))
            {
                SqliteConnection.ClearPool(pooled);
            }

            await TryRunAsync("umount", disk.FullName);
            disk.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Tokens_that_cannot_be_stored_are_revoked_and_a_person_is_asked_again()
    {
        var time = FakeTime.New();
        await using var deployment = await Deployment.StartAsync(time: time);
        using var admin = deployment.NewAdmin();
        var link = await LinkAsync(deployment);
        var callback = await admin.CallbackAsync(link);

        new StoreFile(deployment.DatabasePath).Execute("CREATE TRIGGER \"no\" BEFORE UPDATE ON \"Issuances\" WHEN NEW.\"Grant\" IS NOT NULL BEGIN SELECT RAISE(FAIL, 'no'); END");
        using var answer = await admin.GetAsync(callback);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("data-error=\"exchange_failed\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(1, deployment.Simulator.NetSuite.Journal.Count(Operation.Revoke));

        // It ends with its lease.
        await deployment.PassAsync(time, TimeSpan.FromMinutes(2));
        var tenant = await deployment.TenantAsync();
        Assert.Equal(("pending", "failing"), (tenant.GetProperty("status").GetString(), tenant.GetProperty("health").GetString()));

        new StoreFile(deployment.DatabasePath).Execute("DROP TRIGGER \"no\"");
        await AssertWorksAsync(deployment, admin, await admin.CallbackAsync(link));
    }

    /// <summary>And yet not so that on a slow disk one writer behind another finds the store locked.</summary>
    private static void Impatient(Dictionary<string, string?> settings) => settings["Storage:ConnectionString"] += ";Default Timeout=2";

    private static Task<Uri> LinkAsync(Deployment deployment) =>
        deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });

    private static async Task AssertTemporarilyUnavailableAsync(Deployment deployment, Admin admin, Uri callback)
    {
        var before = deployment.Simulator.NetSuite.Journal.Entries.Count;
        var started = Stopwatch.GetTimestamp();
        using var answer = await admin.GetAsync(callback);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("data-error=\"temporarily_unavailable\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(before, deployment.Simulator.NetSuite.Journal.Entries.Count);

        // Ten seconds are what a store is waited for when nobody says otherwise.
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(9.5), "A store's own time-out is what a callback waits for, and no more.");
    }

    private static async Task AssertWorksAsync(Deployment deployment, Admin admin, Uri callback)
    {
        using var answer = await admin.GetAsync(callback);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await deployment.WaitForAsync(Deployment.Tenant, document => document.GetProperty("status").GetString() == "connected");
        await deployment.TokenAsync();
    }

    private static void Fill(string path)
    {
        using var filler = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<bool> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
