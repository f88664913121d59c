namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Why an issuance ended without a certificate in use. On the wire, as a tenant's health and on the result page each is written in snake
/// case; each has its words for the administrator in the catalogue of problems.
/// </summary>
public enum IssuanceFailure
{
    /// <summary>The code of the consent gave no tokens, or their answer was lost.</summary>
    ExchangeFailed,

    /// <summary>The role of the consent may not manage certificates.</summary>
    PermissionMissing,

    /// <summary>The integration record lacks a scope.</summary>
    InvalidScope,

    /// <summary>NetSuite refuses the login itself: user, role, its permissions, or a record that waits for approval. It does not say which.</summary>
    LoginRefused,

    /// <summary>NetSuite names the integration record or a feature as the obstacle.</summary>
    IntegrationNotEnabled,

    /// <summary>Certificates that are not this tenant’s to give up leave no room for another.</summary>
    SlotsFull,

    /// <summary>Certificates with different keys were refused at their upload.</summary>
    CertificateRefused,

    /// <summary>The consent's token ran out before the certificate was uploaded.</summary>
    ConsentExpired,

    /// <summary>The certificate is uploaded, and NetSuite gives no token for it.</summary>
    NotProven,

    /// <summary>NetSuite did not answer for a day.</summary>
    NetsuiteUnavailable,

    /// <summary>A newer consent took over.</summary>
    Superseded,

    /// <summary>A mistake of ours, a day long.</summary>
    InternalError,
}
