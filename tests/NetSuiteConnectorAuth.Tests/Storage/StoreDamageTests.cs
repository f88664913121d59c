using System.Globalization;
using System.Net;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>Files that are damaged or taken away under a service that runs: it says so once, plainly, and makes nothing worse.</summary>
public sealed class StoreDamageTests
{
    private const int PageSize = 4096;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_database_is_told_once_and_not_by_every_request()
    {
        await using var deployment = await Deployment.StartAsync(time: FakeTime.New());
        var store = new StoreFile(deployment.DatabasePath);
        store.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        long[] pages =
        [
            .. store.Scalar("SELECT group_concat(rootpage) FROM sqlite_master WHERE tbl_name = 'Tenants'")!.Split(',')
                .Select(page => (long.Parse(page, CultureInfo.InvariantCulture) - 1) * PageSize),
        ];
        var sound = pages.Select(at => Overwrite(deployment.DatabasePath, at, Enumerable.Repeat((byte)0xEE, PageSize).ToArray())).ToList();
        store.Execute("PRAGMA user_version=2");
        try
        {
            for (var request = 0; request < 5; request++)
            {
                using var answer = await deployment.Internal.GetAsync("/tenants", Cancellation);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            }

            Assert.Equal("the database is damaged", await deployment.UnreadyAsync("store"));
            var complaint = Assert.Single(deployment.Complaints());
            Assert.Contains("the database is damaged", complaint, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", complaint, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var (at, content) in pages.Zip(sound))
            {
                Overwrite(deployment.DatabasePath, at, content);
            }

            store.Execute("PRAGMA user_version=3");
        }
    }

    [Fact]
    public async Task A_database_file_that_is_taken_away_is_told_and_nothing_is_written_until_it_is_back()
    {
        await using var deployment = await Deployment.StartAsync();
        using var admin = deployment.NewAdmin();
        var link = await deployment.LinkAsync(new { tenant = Deployment.Tenant, account = Deployment.Account });
        var away = deployment.DatabasePath + "-away";

        File.Move(deployment.DatabasePath, away);
        try
        {
            Assert.Contains("deleted or moved while it was open", await deployment.UnreadyAsync("store"), StringComparison.Ordinal);
            Assert.StartsWith("not known", await deployment.UnreadyAsync("migrations"), StringComparison.Ordinal);
            using var refused = await admin.GetAsync(link);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.False(File.Exists(deployment.DatabasePath), "An empty file would be in the way of the right one.");
            Assert.Contains("deleted or moved", Assert.Single(deployment.Complaints()), StringComparison.Ordinal);
        }
        finally
        {
            File.Move(away, deployment.DatabasePath, overwrite: true);
        }

        Assert.Null(await deployment.UnreadyAsync("store"));
        using var begun = await admin.GetAsync(link);
        Assert.NotEqual(HttpStatusCode.ServiceUnavailable, begun.StatusCode);
    }

    [Fact]
    public async Task A_key_ring_that_is_taken_away_is_told_while_its_keys_still_work()
    {
        await using var deployment = await Deployment.StartAsync();
        var keys = Path.Combine(deployment.Folder, "keys");
        var away = Path.Combine(deployment.Folder, "away");

        Directory.Move(keys, away);
        try
        {
            Assert.Contains("live in memory only", await deployment.UnreadyAsync("keys"), StringComparison.Ordinal);
            Assert.Contains("KeyProtection:KeyRingPath", Assert.Single(deployment.Complaints()), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Move(away, keys);
        }

        Assert.Null(await deployment.UnreadyAsync("keys"));
    }

    /// <summary>Answers what was there.</summary>
    private static byte[] Overwrite(string path, long at, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var before = new byte[content.Length];
        file.Position = at;
        file.ReadExactly(before);
        file.Position = at;
        file.Write(content);
        return before;
    }
}
