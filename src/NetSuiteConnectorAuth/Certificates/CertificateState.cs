namespace NetSuiteConnectorAuth.Certificates;

/// <summary>How far a certificate has come, derived from its facts for whoever looks; nothing is decided by it.</summary>
public enum CertificateState
{
    /// <summary>Key and certificate exist here; NetSuite may not know it yet.</summary>
    Made,

    /// <summary>NetSuite has it; no token was minted with it yet.</summary>
    Uploaded,

    /// <summary>A token minted with it worked; another one still signs.</summary>
    Proven,

    /// <summary>Ours: it signs. Another's: it takes a slot.</summary>
    Active,

    /// <summary>Another one signs; it stays for as long as tokens minted with it may live.</summary>
    Draining,

    /// <summary>Given up before it ever signed.</summary>
    Abandoned,

    /// <summary>Its time is over; it takes no slot.</summary>
    Expired,

    /// <summary>NetSuite takes it no longer, and it takes no slot.</summary>
    Revoked,
}
