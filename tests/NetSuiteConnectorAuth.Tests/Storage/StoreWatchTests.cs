using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

public sealed class StoreWatchTests : IDisposable
{
    private const int Full = 13;
    private const int Damaged = 11;
    private const int Locked = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = FakeTime.New();
    private readonly RecordingLogger<StoreWatch> _log = new();
    private readonly StoreWatch _watch;

    public StoreWatchTests()
    {
        _folder.Write("connector.db", "one");
        var storage = new StorageOptions(StorageProvider.Sqlite, new Secret($"Data Source={Database}"));
        _watch = new StoreWatch(new StoreFiles(storage, new KeyProtectionOptions(Path.Combine(_folder.FullName, "keys"), null, [], true)), _time, _log);
        _watch.Opened();
    }

    private string Database => Path.Combine(_folder.FullName, "connector.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trouble_is_told_when_it_begins_when_it_changes_and_when_it_is_over()
    {
        Fail(Full);
        Fail(Full);
        Assert.Equal("database or disk is full", _watch.Trouble());
        Assert.Equal([LogLevel.Error], Levels);

        Fail(Locked);
        Assert.Equal("the database is locked", _watch.Trouble());
        Assert.Equal([LogLevel.Error, LogLevel.Error], Levels);

        _watch.Wrote();
        Assert.Null(_watch.Trouble());
        Assert.Equal([LogLevel.Error, LogLevel.Error, LogLevel.Warning], Levels);
    }

    [Fact]
    public void One_that_comes_and_goes_is_told_once_a_minute()
    {
        for (var turn = 0; turn < 10; turn++)
        {
            Fail(Locked);
            _watch.Wrote();
        }

        Assert.Equal([LogLevel.Error, LogLevel.Warning], Levels);

        _time.Advance(TimeSpan.FromMinutes(1));
        Fail(Locked);
        Assert.Equal([LogLevel.Error, LogLevel.Warning, LogLevel.Error], Levels);
    }

    [Fact]
    public void A_damaged_file_that_takes_a_write_elsewhere_is_damaged_still()
    {
        Fail(Damaged);
        _watch.Wrote();
        Assert.Equal("the database is damaged", _watch.Trouble());

        _time.Advance(TimeSpan.FromMinutes(1));
        _watch.Wrote();
        Assert.Null(_watch.Trouble());
    }

    [Fact]
    public void A_lost_race_and_a_mistake_of_ours_are_no_state_of_the_store()
    {
        _watch.Failed(new DbUpdateException("race", new SqliteException("constraint", 19)));
        _watch.Failed(new SqliteException("an upgrade from reader to writer", 5, 517));
        _watch.Failed(new SqliteException("no such table", 1));
        _watch.Failed(new InvalidOperationException("ours"));

        Assert.Null(_watch.Trouble());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void The_cause_is_found_behind_what_was_thrown()
    {
        _watch.Failed(new DbUpdateException("could not be saved", new SqliteException("full", Full)));

        Assert.Equal("database or disk is full", _watch.Trouble());
    }

    [Fact]
    public void A_write_is_due_when_none_was_seen_for_a_minute_and_while_it_does_not_work()
    {
        Assert.True(_watch.IsWriteDue);
        _watch.Wrote();
        Assert.False(_watch.IsWriteDue);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(_watch.IsWriteDue);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_watch.IsWriteDue);

        _watch.Wrote();
        Fail(Full);
        Assert.True(_watch.IsWriteDue);
    }

    [Fact]
    public void A_file_that_is_gone_or_another_one_takes_no_write_and_the_right_one_does_again()
    {
        _watch.EnsureInPlace();
        File.Move(Database, Database + ".away");
        Assert.Contains("deleted or moved", Assert.Throws<SqliteException>(_watch.EnsureInPlace).Message, StringComparison.Ordinal);

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere one file is not told from another.");
        File.WriteAllText(Database, "one");
        Assert.Contains("replaced", Assert.Throws<SqliteException>(_watch.EnsureInPlace).Message, StringComparison.Ordinal);
        Assert.Throws<SqliteException>(_watch.EnsureInPlace);
        Assert.Equal([LogLevel.Error, LogLevel.Error], Levels);

        File.Move(Database + ".away", Database, overwrite: true);
        _watch.EnsureInPlace();
        Assert.Null(_watch.Trouble());
    }

    private LogLevel[] Levels => [.. _log.Lines.Select(line => line.Level)];

    private void Fail(int code) => _watch.Failed(new SqliteException("as SQLite says it", code));
}
