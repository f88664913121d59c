using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>A connection broke, or works again: tenant, event and the next probe change together or not at all.</summary>
public static class BrokenConnection
{
    /// <summary>False, and nothing is written, when the tenant is not connected: it broke once and is not told of twice.</summary>
    public static async Task<bool> RecordAsync(
        ConnectorDbContext db, Tenant tenant, string reason, string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!tenant.RequireReconnect(reason, now).IsApplied)
        {
            return false;
        }

        var problem = ConnectProblems.For(reason);
        db.Events.Add(AuditEvent.Of(
            tenant.Name, EventType.TenantReconnectRequired, actor, now,
            ("reason", reason),
            ("what", problem.Title),
            ("fix", problem.Fix),
            ("who", problem.Who),
            ("menu_path", problem.MenuPath ?? ""),
            ("audit_trail_word", string.Join(' ', problem.AuditTrailWords))));
        if (await db.Upkeeps.FindAsync([tenant.Name], cancellationToken) is { } upkeep)
        {
            upkeep.Reviewed(now + UpkeepPolicy.ProbeBackOff(0));
        }

        return true;
    }

    /// <summary>NetSuite takes the same certificate again.</summary>
    public static bool Recover(ConnectorDbContext db, Tenant tenant, string actor, DateTimeOffset now)
    {
        var reason = tenant.HealthReason;
        if (!tenant.Recover(now).IsApplied)
        {
            return false;
        }

        db.Events.Add(AuditEvent.Of(tenant.Name, EventType.TenantRecovered, actor, now, ("reason", reason ?? "")));
        return true;
    }
}
