using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Status;

/// <summary>
/// May this process be given work? Store, migrations, keys and background jobs, each by its name. NetSuite being down is not our
/// unreadiness: tokens in the cache are handed out all the same.
/// </summary>
public sealed class Readiness(
    IDbContextFactory<ConnectorDbContext> contexts, SecretProtector protector, StoreWatch watch, SchedulerClock clock, SchedulerOptions options, TimeProvider time)
{
    /// <summary>A job that missed this many rounds does not turn any more.</summary>
    private const int MissedRounds = 4;

    private static readonly string[] Jobs = [IssuanceWorker.Job, UpkeepWorker.Job, HousekeepingWorker.Job];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var checks = new List<ReadinessCheck>
        {
            // By what the jobs and requests have met: whoever asks every second must not make it write as often.
            watch.Trouble() is { } trouble
                ? new ReadinessCheck("store", false, Detail: trouble)
                : await CheckAsync("store", db => db.KeyRingProofs.AnyAsync(either.Token)),
            watch.IsDisplaced()
                ? new ReadinessCheck("migrations", false, Detail: "not known while the store is not the one that was opened")
                : await CheckAsync("migrations", async db => !(await db.Database.GetPendingMigrationsAsync(either.Token)).Any()),
            watch.KeyTrouble() is { } keyTrouble
                ? new ReadinessCheck("keys", false, Detail: keyTrouble)
                : await CheckAsync("keys", _ => Task.FromResult(CanUseKeys())),
        };
        checks.AddRange(CheckJobs());
        return new ReadinessReport(checks.TrueForAll(check => check.Ok) ? "ready" : "not_ready", checks);
    }

    private async Task<ReadinessCheck> CheckAsync(string name, Func<ConnectorDbContext, Task<bool>> check)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            return await check(db) ? new ReadinessCheck(name, true) : new ReadinessCheck(name, false, Detail: "not as it should be");
        }
        catch (Exception e) when (StoreFailures.IsUnavailable(e) || e is OperationCanceledException)
        {
            // The kind of failure and no more: this answer goes to whoever asks.
            var detail = e is OperationCanceledException ? "no answer in time" : StoreFailures.ReasonOf(e) ?? e.GetBaseException().GetType().Name;
            return new ReadinessCheck(name, false, Detail: detail);
        }
    }

    private bool CanUseKeys()
    {
        const string owner = nameof(Readiness);
        var probe = Secret.Random();
        return protector.Unprotect(protector.Protect(probe, SecretPurpose.KeyRingProof, owner), SecretPurpose.KeyRingProof, owner).Equals(probe);
    }

    private IEnumerable<ReadinessCheck> CheckJobs()
    {
        var ages = clock.Ages();
        foreach (var job in Jobs)
        {
            yield return ages.TryGetValue(job, out var age)
                ? new ReadinessCheck(job, age <= options.Interval * MissedRounds, (int)age.TotalSeconds)
                : new ReadinessCheck(job, false, Detail: "has not run yet");
        }
    }
}

/// <summary>Answer of <c>GET /health/ready</c>.</summary>
public sealed record ReadinessReport(string Status, IReadOnlyList<ReadinessCheck> Checks);

/// <summary>One thing that was looked at.</summary>
public sealed record ReadinessCheck(
    string Name,
    bool Ok,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AgeSeconds = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
