using System.Text.Json;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Events;

/// <summary>One line of a tenant's history, written in the transaction that makes it true.</summary>
public sealed class AuditEvent
{
    private AuditEvent()
    {
    }

    /// <summary>A UUID of version 7 without hyphens; see <see cref="AuditEventId"/>.</summary>
    public string Id { get; private set; } = null!;

    public TenantName Tenant { get; private set; } = null!;

    public string Type { get; private set; } = null!;

    public DateTimeOffset At { get; private set; }

    public string Actor { get; private set; } = null!;

    /// <summary>A JSON object of strings; never a secret.</summary>
    public string Data { get; private set; } = null!;

    public static AuditEvent Of(TenantName tenant, string type, string actor, DateTimeOffset now, params (string Name, string Value)[] data) => new()
    {
        Id = AuditEventId.Next(now),
        Tenant = tenant,
        Type = type,
        At = now,
        Actor = actor,
        Data = JsonSerializer.Serialize(data.ToDictionary(item => item.Name, item => item.Value)),
    };
}
