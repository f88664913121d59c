using System.Reflection;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Status;

/// <summary>The truth about the deployment, for the operator at 3 a.m.: numbers for all, names only of the caller's tenants.</summary>
public sealed class StatusQuery(
    IDbContextFactory<ConnectorDbContext> contexts,
    FleetReader fleet,
    Readiness readiness,
    ConnectLinkFlow links,
    CredentialLedger credentials,
    CallersInUse callersInUse,
    TokenCache cache,
    SchedulerClock clock,
    NetSuiteOptions netSuite,
    StorageOptions storage,
    KeyProtectionOptions keys,
    ServiceStart start)
{
    private const int MostAttention = 200;

    /// <summary>Reviews in a row after which a disconnect that NetSuite does not confirm is told of; they take a quarter of an hour.</summary>
    private const int FailuresOfTrouble = 3;

    /// <summary>What stands in the way of a rotation and goes by itself.</summary>
    private static readonly string[] Passing = [StateText.Of(IssuanceFailure.NetsuiteUnavailable), StateText.Of(IssuanceFailure.InternalError)];

    public async Task<StatusDocument> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var figures = await fleet.ReadRecentAsync(cancellationToken);
        var report = await readiness.CheckAsync(cancellationToken);
        return new StatusDocument(
            typeof(StatusQuery).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            start.At,
            netSuite.AllowOtherHosts,
            StateText.Of(storage.Provider),
            new TenantsStatus(
                figures.Tenants.Values.Sum(),
                Count(figures, key => key.Status),
                Count(figures, key => key.Health),
                figures.Tenants.Where(entry => IsFailingByItself(entry.Key.Status, entry.Key.Health)).Sum(entry => entry.Value)),
            new CertificatesStatus(figures.ExpiringWithin, figures.NextExpiry),
            new RotationsStatus(figures.RotationsRunning, figures.RotationsOverdue),
            figures.Alarms,
            await AttentionAsync(caller, cancellationToken),
            [.. clock.Ages().Select(age => new SchedulerStatus(age.Key, (int)age.Value.TotalSeconds))],
            new CacheStatus(cache.Count),
            new KeysStatus(report.Checks.Single(check => check.Name == "keys").Ok, keys.Certificate is not null),
            callersInUse.Last,
            await CallersAsync(caller, cancellationToken),
            report.Checks.Single(check => check.Name == "store").Detail);
    }

    /// <summary>All of them for who sees all tenants; anybody else sees itself.</summary>
    private async Task<IReadOnlyList<CallerStatus>> CallersAsync(Caller caller, CancellationToken cancellationToken) =>
    [
        .. (await credentials.ReadAsync(cancellationToken))
            .Where(entry => caller.MaySeeAll || entry.Credential.ClientId == caller.ClientId)
            .GroupBy(entry => entry.Credential.ClientId)
            .Select(entries => new CallerStatus(
                entries.Key,
                [.. entries.Select(entry => new CredentialStatus(entry.Credential.Kind, entry.Credential.Id, entry.LastUsedAt))])),
    ];

    /// <summary>Every state is named: a dashboard must see the zero too.</summary>
    private static Dictionary<string, int> Count<TState>(FleetFigures figures, Func<(TenantStatus Status, TenantHealth Health), TState> by)
        where TState : struct, Enum =>
        Enum.GetValues<TState>().ToDictionary(
            StateText.Of, state => figures.Tenants.Where(entry => by(entry.Key).Equals(state)).Sum(entry => entry.Value));

    /// <summary>The failing ones among those that the first query of <see cref="AttentionAsync"/> does not find.</summary>
    private static bool IsFailingByItself(TenantStatus status, TenantHealth health) =>
        health is TenantHealth.Failing && status is not (TenantStatus.ReconnectRequired or TenantStatus.Pending);

    private async Task<IReadOnlyList<AttentionItem>> AttentionAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var items = new List<AttentionItem>();
        var tenants = db.Tenants.AsNoTracking()
            .Where(t => t.Status == TenantStatus.ReconnectRequired || (t.Status == TenantStatus.Pending && t.Health == TenantHealth.Failing))
            .OrderBy(t => t.HealthSince)
            .AsAsyncEnumerable();
        await foreach (var tenant in tenants.WithCancellation(cancellationToken))
        {
            if (caller.MaySee(tenant.Name.Value))
            {
                items.Add(new AttentionItem(tenant.Name.Value, tenant.HealthReason ?? "unknown", tenant.HealthSince, LinkFor(caller, tenant)));
            }

            if (items.Count == MostAttention)
            {
                break;
            }
        }

        await AddBlockedAsync(db, caller, items, cancellationToken);
        return items;
    }

    /// <summary>
    /// Connected tenants whose next certificate a person must make room or a permission for, and disconnected ones whose certificates
    /// NetSuite does not let go.
    /// </summary>
    private static async Task AddBlockedAsync(ConnectorDbContext db, Caller caller, List<AttentionItem> items, CancellationToken cancellationToken)
    {
        var blocked = db.Upkeeps.AsNoTracking()
            .Where(u => u.LastError != null && !Passing.Contains(u.LastError))
            .Join(
                db.Tenants.Where(t => t.Status == TenantStatus.Connected || t.Status == TenantStatus.Disconnected),
                u => u.Tenant,
                t => t.Name,
                (u, t) => new { u.Tenant, u.LastError, u.ReviewFailures, t.DisconnectedAt })
            .Where(row => row.DisconnectedAt == null || row.ReviewFailures >= FailuresOfTrouble)
            .OrderBy(row => row.Tenant)
            .AsAsyncEnumerable();
        await foreach (var upkeep in blocked.WithCancellation(cancellationToken))
        {
            if (items.Count >= MostAttention)
            {
                return;
            }

            if (caller.MaySee(upkeep.Tenant.Value))
            {
                items.Add(new AttentionItem(upkeep.Tenant.Value, upkeep.LastError!, upkeep.DisconnectedAt, null));
            }
        }
    }

    private string? LinkFor(Caller caller, Tenant tenant) =>
        caller.HasAny(Permissions.Manage) && links.Create(new ConnectLinkRequest(tenant.Name.Value)) is ConnectLinkAnswer.Created created
            ? created.Url.AbsoluteUri
            : null;
}
