namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Why a private key from elsewhere is not taken.</summary>
public enum SuppliedKeyFault
{
    /// <summary>Not exactly one private key in PEM form, or not a key at all.</summary>
    Unreadable,

    /// <summary>Encrypted, and there is no password, or the wrong one, or it is encrypted in a way that is not PKCS#8's.</summary>
    Encrypted,

    /// <summary>A key of a kind or size that NetSuite does not accept.</summary>
    Weak,
}
