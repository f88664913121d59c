namespace NetSuiteConnectorAuth.Events;

/// <summary>The names of what can happen. Webhooks are filtered by them, so a name never changes once released.</summary>
public static class EventType
{
    public const string TenantConnected = "tenant.connected";

    /// <summary>A person consented anew.</summary>
    public const string TenantReconnected = "tenant.reconnected";

    /// <summary>Only a person can mend it.</summary>
    public const string TenantReconnectRequired = "tenant.reconnect_required";

    /// <summary>The same certificate works again.</summary>
    public const string TenantRecovered = "tenant.recovered";

    public const string TenantDisconnected = "tenant.disconnected";
    public const string CertificateUploaded = "certificate.uploaded";
    public const string CertificateActivated = "certificate.activated";
    public const string CertificateRevoked = "certificate.revoked";

    /// <summary>The end is near and rotation cannot proceed.</summary>
    public const string CertificateExpiring = "certificate.expiring";

    public const string RotationFailed = "rotation.failed";

    public static IReadOnlyList<string> All { get; } =
    [
        TenantConnected, TenantReconnected, TenantReconnectRequired, TenantRecovered, TenantDisconnected,
        CertificateUploaded, CertificateActivated, CertificateRevoked, CertificateExpiring, RotationFailed,
    ];
}
