namespace NetSuiteConnectorAuth.Tenants;

/// <summary>Where a connection stands. Each member says what is allowed in it.</summary>
public enum TenantStatus
{
    /// <summary>A link was opened, nobody has connected yet. No tokens; a consent may begin provisioning.</summary>
    Pending,

    /// <summary>A person consented; the certificate is being made, uploaded and proven. No tokens yet.</summary>
    Provisioning,

    /// <summary>A proven certificate signs. Tokens are handed out; a new consent does not interrupt them.</summary>
    Connected,

    /// <summary>NetSuite refuses for good and only a person can mend it. No tokens; a consent may begin provisioning.</summary>
    ReconnectRequired,

    /// <summary>Taken down on request: certificates revoked, keys and tokens shredded, history kept. A consent may connect it anew.</summary>
    Disconnected,
}
