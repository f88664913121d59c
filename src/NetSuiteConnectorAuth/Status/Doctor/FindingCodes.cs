using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>
/// Every code a <see cref="Finding"/> can have beside the <see cref="FailureCodes"/>. Callers branch on these, so a name never changes
/// once released.
/// </summary>
public static class FindingCodes
{
    // The connection as we know it.
    public const string Connected = "connected";
    public const string Connecting = "connecting";
    public const string NeverConnected = "never_connected";
    public const string ReconnectRequired = "reconnect_required";
    public const string Disconnected = "disconnected";

    // NetSuite and the way to it.
    public const string NetsuiteReached = "netsuite_reached";
    public const string ClockAgrees = "clock_agrees";
    public const string ClockOff = "clock_off";

    // The token.
    public const string TokenIssued = "token_issued";
    public const string ScopeGranted = "scope_granted";
    public const string ScopeReduced = "scope_reduced";

    // The certificate that signs, and the others.
    public const string CertificatesReadable = "certificates_readable";
    public const string CertificateListed = "certificate_listed";
    public const string CertificateMissing = "certificate_missing";
    public const string CertificateRevoked = "certificate_revoked";
    public const string CertificateExpired = "certificate_expired";
    public const string CertificateValid = "certificate_valid";
    public const string RenewalDue = "renewal_due";
    public const string ValidityShortened = "validity_shortened";
    public const string SlotsFree = "slots_free";
    public const string SlotsFull = "slots_full";

    // How it is set up.
    public const string RoleAdministrator = "role_administrator";
    public const string IntegrationUnknown = "integration_unknown";
    public const string ClientIdChanged = "client_id_changed";
    public const string RotationPaused = "rotation_paused";
    public const string RotationFailing = "rotation_failing";
}
