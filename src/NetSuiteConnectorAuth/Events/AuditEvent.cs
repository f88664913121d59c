using System.Globalization;
using System.Text.Json;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Events;

/// <summary>One line of a tenant's history, written in the transaction that makes it true.</summary>
public sealed class AuditEvent
{
    private AuditEvent()
    {
    }

    /// <summary>A UUID of version 7 without hyphens: its order is that of time (RFC 9562 §5.7).</summary>
    public string Id { get; private set; } = null!;

    public TenantName Tenant { get; private set; } = null!;

    public string Type { get; private set; } = null!;

    public DateTimeOffset At { get; private set; }

    public string Actor { get; private set; } = null!;

    /// <summary>A JSON object of strings; never a secret.</summary>
    public string Data { get; private set; } = null!;

    /// <summary>What the IDs of older events are less than, and those of later ones are not: the 48 bits of Unix milliseconds they begin with.</summary>
    public static string FirstIdAt(DateTimeOffset time) =>
        Math.Max(0, time.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);

    public static AuditEvent Of(TenantName tenant, string type, string actor, DateTimeOffset now, params (string Name, string Value)[] data) => new()
    {
        Id = Guid.CreateVersion7(now).ToString("N"),
        Tenant = tenant,
        Type = type,
        At = now,
        Actor = actor,
        Data = JsonSerializer.Serialize(data.ToDictionary(item => item.Name, item => item.Value)),
    };
}
