using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Counts the commands that requests send to the store; background jobs have theirs at any time.</summary>
public sealed class CommandCount : DbCommandInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        if (Activity.Current?.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn")
        {
            Interlocked.Increment(ref _count);
        }

        return result;
    }
}
