using System.Text.Json.Serialization;
using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Status;

/// <summary>Answer of <c>GET /status</c>.</summary>
/// <param name="StoreTrouble">Why the store does not take writes now; null when it does.</param>
public sealed record StatusDocument(
    string Version,
    DateTimeOffset StartedAt,
    bool Simulated,
    string Store,
    TenantsStatus Tenants,
    CertificatesStatus Certificates,
    RotationsStatus Rotations,
    IReadOnlyList<AlarmStatus> Alarms,
    IReadOnlyList<AttentionItem> Attention,
    IReadOnlyList<SchedulerStatus> Schedulers,
    CacheStatus Cache,
    KeysStatus Keys,
    CallersInUse.Reading Configuration,
    IReadOnlyList<CallerStatus> Callers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StoreTrouble = null);

/// <param name="FailingByThemselves">
/// Those of <paramref name="ByHealth"/> that fail and are not called to attention for it: nobody has to connect them anew. For the page;
/// who reads the JSON has the two counts.
/// </param>
public sealed record TenantsStatus(
    int Total,
    IReadOnlyDictionary<string, int> ByStatus,
    IReadOnlyDictionary<string, int> ByHealth,
    [property: JsonIgnore] int FailingByThemselves);

public sealed record CertificatesStatus(IReadOnlyDictionary<string, int> Expiring, DateTimeOffset? NextExpiry);

public sealed record RotationsStatus(int Running, int Overdue);

/// <summary>Many tenants of one integration broke together: one thing to mend, not many.</summary>
/// <param name="Integration">Null when it is this machine that is to be mended, and with it all tenants.</param>
public sealed record AlarmStatus(string? Integration, string Reason, int Tenants, DateTimeOffset Since);

/// <summary>A tenant that needs a person; <paramref name="ConnectUrl"/> is a fresh link, for callers that may manage.</summary>
public sealed record AttentionItem(
    string Tenant,
    string Reason,
    DateTimeOffset? Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ConnectUrl = null);

public sealed record SchedulerStatus(string Job, int LastRunAgeSeconds);

public sealed record CacheStatus(int Tokens);

/// <summary>A configured caller, and when each of its credentials last proved it.</summary>
public sealed record CallerStatus(string ClientId, IReadOnlyList<CredentialStatus> Credentials);

/// <param name="Id">Tells the caller's credentials apart and gives none away.</param>
/// <param name="LastUsedAt">Null when it was never used: it may be taken away, or has not arrived at the job yet.</param>
public sealed record CredentialStatus(CredentialKind Kind, string Id, DateTimeOffset? LastUsedAt);

/// <summary>Whether the key ring is itself encrypted, and whether it works now.</summary>
public sealed record KeysStatus(bool Usable, bool Protected);
