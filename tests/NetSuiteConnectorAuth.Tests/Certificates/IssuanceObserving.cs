using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

internal static class IssuanceObserving
{
    /// <summary>
    /// Completes when no issuance has anything left to do: a tenant is connected before what its admin consented to is revoked again, and
    /// that calls NetSuite too.
    /// </summary>
    public static Task WaitUntilCleanAsync(this Deployment deployment) => Eventually.IsTrueAsync(
        async () => !await deployment.QueryAsync(db => db.Issuances.AnyAsync(i => i.DueAt != null, TestContext.Current.CancellationToken)),
        () => "an issuance has nothing left to do");
}
