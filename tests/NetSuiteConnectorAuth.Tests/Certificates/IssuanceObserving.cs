using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

internal static class IssuanceObserving
{
    /// <summary>Completes when no issuance has anything left to do.</summary>
    public static async Task WaitUntilCleanAsync(this Deployment deployment)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await deployment.QueryAsync(db => db.Issuances.AnyAsync(i => i.DueAt != null, TestContext.Current.CancellationToken)))
        {
            Assert.False(limit.IsCancellationRequested, "Never cleaned up.");
            await Task.Yield();
        }
    }
}
