namespace NetSuiteConnectorAuth.Events;

/// <summary>The names of contract §7.</summary>
public static class EventType
{
    public const string TenantConnected = "tenant.connected";
    public const string TenantReconnected = "tenant.reconnected";
    public const string TenantReconnectRequired = "tenant.reconnect_required";
    public const string CertificateUploaded = "certificate.uploaded";
    public const string CertificateActivated = "certificate.activated";
    public const string CertificateRevoked = "certificate.revoked";
}
