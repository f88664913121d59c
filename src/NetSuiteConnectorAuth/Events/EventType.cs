namespace NetSuiteConnectorAuth.Events;

/// <summary>The names of contract §7.</summary>
public static class EventType
{
    public const string TenantConnected = "tenant.connected";
    public const string TenantReconnected = "tenant.reconnected";
    public const string TenantReconnectRequired = "tenant.reconnect_required";
    public const string TenantRecovered = "tenant.recovered";
    public const string TenantDisconnected = "tenant.disconnected";
    public const string CertificateUploaded = "certificate.uploaded";
    public const string CertificateActivated = "certificate.activated";
    public const string CertificateRevoked = "certificate.revoked";
    public const string CertificateExpiring = "certificate.expiring";
    public const string RotationFailed = "rotation.failed";
}
