using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Counts the commands that reach the store.</summary>
public sealed class CommandCount : DbCommandInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        Interlocked.Increment(ref _count);
        return result;
    }
}
