using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>The process was killed here. Nothing after it reaches NetSuite or the store.</summary>
internal sealed class ProcessDiedException(string where) : Exception(where);

/// <summary>
/// When one process dies: before or after the so many-th thing it does to the outside, be that a call or a commit. From then on it can do
/// nothing more, whatever its code catches.
/// </summary>
internal sealed class Mortality
{
    private int? _left;

    public bool IsDead { get; private set; }

    /// <summary>Dies at the so many-th thing from now. Each thing counts twice: before it is done, and after.</summary>
    public void DieIn(int moments) => _left = moments;

    public void Live() => _left = null;

    public void Pass(string where)
    {
        if (!IsDead && _left is { } left && (_left = left - 1) <= 0)
        {
            IsDead = true;
        }

        Require(where);
    }

    public void Require(string where)
    {
        if (IsDead)
        {
            throw new ProcessDiedException(where);
        }
    }

    public void Kill() => IsDead = true;
}

/// <summary>Commits of a process that may die of them.</summary>
internal sealed class MortalSaves(Mortality mortality) : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        mortality.Pass("before a commit");
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        mortality.Pass("after a commit");
        return ValueTask.FromResult(result);
    }
}

/// <summary>Statements of a process that may die of them.</summary>
internal sealed class MortalCommands(Mortality mortality) : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        mortality.Require("a query");
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        mortality.Pass("before a statement");
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        mortality.Pass("after a statement");
        return ValueTask.FromResult(result);
    }
}

/// <summary>A transaction of a dead process is not committed.</summary>
internal sealed class MortalTransactions(Mortality mortality) : DbTransactionInterceptor
{
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        mortality.Require("a commit");
        return ValueTask.FromResult(result);
    }
}
