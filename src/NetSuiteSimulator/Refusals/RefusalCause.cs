namespace NetSuiteSimulator.Refusals;

/// <summary>Every reason for which the simulator refuses. The words NetSuite uses for them are in <see cref="RefusalTable"/>.</summary>
public enum RefusalCause
{
    // The authorization page
    UnknownClient,
    RedirectUriMismatch,
    MalformedAuthorization,
    ResponseTypeUnsupported,
    StateInvalid,
    PkceInvalid,
    DeniedByUser,
    NoSession,

    // Any request to the token endpoint
    MalformedRequest,
    SeveralClientAuthentications,
    GrantTypeUnsupported,
    ClientAuthenticationFailed,
    GrantNotTicked,
    ScopeNotTicked,
    ScopeMissing,
    IntegrationBlocked,
    IntegrationWaitingForApproval,
    IntegrationNotInstalled,
    FeatureDisabled,
    EntityOrRoleInactive,

    // Codes and refresh tokens
    CodeUnknown,
    CodeExpired,
    CodeUsed,
    CodeOfAnotherClient,
    RedirectUriDiffers,
    VerifierMismatch,
    RefreshTokenUnknown,
    RefreshTokenExpired,
    RefreshTokenRevoked,

    // Client assertions
    AssertionMalformed,
    AlgorithmUnsupported,
    KeyIdMissing,
    ApplicationIdAsIssuer,
    IssuerUnknown,
    CertificateUnknown,
    CertificateRevoked,
    CertificateExpired,
    CertificateNotVisibleYet,
    AlgorithmDoesNotFitKey,
    SignatureInvalid,
    AudienceWrong,
    IssuedInFuture,
    AssertionTooLong,
    AssertionExpired,
    AssertionReplayed,

    // Calls with an access token
    CookieSent,
    AccessTokenMissing,
    AccessTokenMalformed,
    AccessTokenExpired,
    AccessTokenRevoked,
    AccessTokenOfAnotherAccount,
    LoginPermissionMissing,
    PermissionMissing,
    ScopeInsufficient,

    // The certificates API
    ForeignIntegration,
    UploadMalformed,
    PrivateKeyUploaded,
    CertificateUnreadable,
    CertificateKeyUnsuitable,
    CertificateNotCurrent,
    CertificateLimitReached,
    CertificateAlreadyKnown,
    NotOwnEntity,
    EntityOrRoleUnknown,
    RoleNotAssigned,
    RoleWithoutLogin,
    CertificateNotFound,
    CertificateAlreadyRevoked,
    CertificateOfThisToken,
}
