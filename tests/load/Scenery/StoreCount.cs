using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Load;

/// <summary>Write transactions: those that were committed, and statements that write without one, each of which is one of its own.</summary>
internal sealed class StoreCount
{
    private long _transactions;
    private long _commands;
    private long _commandTicks;

    public StoreCount() => Interceptors = [new Transactions(this), new Statements(this)];

    public IReadOnlyList<IInterceptor> Interceptors { get; }

    public long WriteTransactions => Volatile.Read(ref _transactions);

    public long Commands => Volatile.Read(ref _commands);

    public TimeSpan CommandTime => new(Volatile.Read(ref _commandTicks));

    private void Note(DbCommand command, TimeSpan took)
    {
        Interlocked.Increment(ref _commands);
        Interlocked.Add(ref _commandTicks, took.Ticks);
        var text = command.CommandText.AsSpan().TrimStart();
        if (command.Transaction is null && (text.StartsWith("INSERT") || text.StartsWith("UPDATE") || text.StartsWith("DELETE")))
        {
            Interlocked.Increment(ref _transactions);
        }
    }

    private sealed class Transactions(StoreCount count) : DbTransactionInterceptor
    {
        public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
            Interlocked.Increment(ref count._transactions);

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref count._transactions);
            return Task.CompletedTask;
        }
    }

    private sealed class Statements(StoreCount count) : DbCommandInterceptor
    {
        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            count.Note(command, eventData.Duration);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            count.Note(command, eventData.Duration);
            return ValueTask.FromResult(result);
        }
    }
}
