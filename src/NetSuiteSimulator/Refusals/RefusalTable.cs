using static NetSuiteSimulator.Refusals.RefusalCause;

namespace NetSuiteSimulator.Refusals;

/// <summary>
/// For each cause the answer on the wire and the word in the customer's Login Audit Trail (subsect_158711892221,
/// subsect_158711928134, subsect_158324637123). Oracle publishes no wire errors for client assertions and for the certificates
/// API: those answers are what implementers observed, else a plausible 4xx, and every one can be replaced by an option.
/// </summary>
public static class RefusalTable
{
    private static readonly Dictionary<RefusalCause, (WireAnswer Answer, string? AuditWord)> Rows = new()
    {
        [UnknownClient] = (Page("unknown_client"), "UnknownIntegration"),
        [RedirectUriMismatch] = (Page("redirect_uri"), "InvalidRedirectURI"),
        [MalformedAuthorization] = (OAuth(400, "invalid_request"), "InvalidRequest"),
        [ResponseTypeUnsupported] = (OAuth(400, "unsupported_response_type"), "UnsupportedResponseType"),
        [StateInvalid] = (OAuth(400, "invalid_request"), "InvalidState"),
        [PkceInvalid] = (OAuth(400, "invalid_request"), "InvalidRequest"),
        [DeniedByUser] = (OAuth(400, "access_denied"), "AuthorizationExplicitlyDenied"),
        [NoSession] = (OAuth(400, "login_required"), null),

        [MalformedRequest] = (OAuth(400, "invalid_request"), null),
        [SeveralClientAuthentications] = (OAuth(400, "invalid_request"), null),
        [GrantTypeUnsupported] = (OAuth(400, "unsupported_grant_type"), "InvalidGrantType"),
        [ClientAuthenticationFailed] = (OAuth(401, "invalid_client"), "ClientAuthenticationFailed"),
        [GrantNotTicked] = (OAuth(400, "unauthorized_client"), "AuthorizationCodeGrantRequired"),
        [ScopeNotTicked] = (OAuth(400, "invalid_scope"), "ScopeMismatched"),
        [ScopeMissing] = (OAuth(400, "invalid_scope"), "InvalidScope"),
        [IntegrationBlocked] = (OAuth(400, "unauthorized_client"), "IntegrationBlocked"),
        [IntegrationWaitingForApproval] = (OAuth(400, "unauthorized_client"), "IntegrationBlocked"),
        [IntegrationNotInstalled] = (OAuth(400, "unauthorized_client"), "InvalidIntegration"),
        [FeatureDisabled] = (OAuth(400, "unauthorized_client"), "FeatureDisabled"),
        [EntityOrRoleInactive] = (OAuth(400, "invalid_grant"), "EntityOrRoleDisabled"),

        [CodeUnknown] = (OAuth(400, "invalid_grant"), "InvalidGrant"),
        [CodeExpired] = (OAuth(400, "invalid_grant"), "InvalidGrant"),
        [CodeUsed] = (OAuth(400, "invalid_grant"), "InvalidGrant"),
        [CodeOfAnotherClient] = (OAuth(400, "invalid_grant"), "ClientIdMismatch"),
        [RedirectUriDiffers] = (OAuth(400, "invalid_grant"), "InvalidGrant"),
        [VerifierMismatch] = (OAuth(400, "invalid_grant"), "InvalidGrant"),
        [RefreshTokenUnknown] = (OAuth(400, "invalid_grant"), "InvalidRefreshToken"),
        [RefreshTokenExpired] = (OAuth(400, "invalid_grant"), "RefreshTokenExpired"),
        [RefreshTokenRevoked] = (OAuth(400, "invalid_grant"), "TokenNotAcceptable"),

        [AssertionMalformed] = (OAuth(400, "invalid_request"), null),
        [AlgorithmUnsupported] = (OAuth(500, "server_error"), "UnsupportedAlgo"),
        [KeyIdMissing] = (OAuth(500, "server_error"), "MissingKeyId"),
        [ApplicationIdAsIssuer] = (OAuth(500, "server_error"), "InvalidIssuer"),
        [IssuerUnknown] = (OAuth(401, "invalid_client"), "InvalidIssuer"),
        [CertificateUnknown] = (OAuth(400, "invalid_grant"), "MissingKey"),
        [CertificateRevoked] = (OAuth(400, "invalid_grant"), "MissingKey"),
        [CertificateExpired] = (OAuth(400, "invalid_grant"), "MissingKey"),
        [CertificateNotVisibleYet] = (OAuth(400, "invalid_grant"), "MissingKey"),
        [AlgorithmDoesNotFitKey] = (OAuth(400, "invalid_grant"), "SignatureValidation"),
        [SignatureInvalid] = (OAuth(400, "invalid_grant"), "SignatureValidation"),
        [AudienceWrong] = (OAuth(400, "invalid_grant"), null),
        [IssuedInFuture] = (OAuth(400, "invalid_grant"), "TokenNotAcceptable"),
        [AssertionTooLong] = (OAuth(400, "invalid_grant"), "TokenValidityTooBroad"),
        [AssertionExpired] = (OAuth(400, "invalid_grant"), "TokenExpired"),
        [AssertionReplayed] = (OAuth(400, "invalid_grant"), "TokenNotAcceptable"),

        [CookieSent] = (Rest(401, "INVALID_LOGIN"), null),
        [AccessTokenMissing] = (Rest(401, "INVALID_LOGIN"), null),
        [AccessTokenMalformed] = (Rest(401, "INVALID_LOGIN"), "InvalidSignature"),
        [AccessTokenExpired] = (Rest(401, "INVALID_LOGIN"), "TokenExpired"),
        [AccessTokenRevoked] = (Rest(401, "INVALID_LOGIN"), "TokenNotAcceptable"),
        [AccessTokenOfAnotherAccount] = (Rest(401, "INVALID_LOGIN"), "TokenNotAcceptable"),
        [LoginPermissionMissing] = (Rest(401, "INVALID_LOGIN"), "EntityOrRoleDisabled"),
        [PermissionMissing] = (Rest(403, "INSUFFICIENT_PERMISSION"), null),
        [ScopeInsufficient] = (Rest(403, "INSUFFICIENT_PERMISSION"), "ScopeMismatched"),

        [ForeignIntegration] = (Rest(404, "NONEXISTENT_ID"), null),
        [UploadMalformed] = (Rest(400, "INVALID_CONTENT"), null),
        [PrivateKeyUploaded] = (Rest(400, "INVALID_CONTENT"), null),
        [CertificateUnreadable] = (Rest(400, "INVALID_CONTENT"), null),
        [CertificateKeyUnsuitable] = (Rest(400, "INVALID_CONTENT"), null),
        [CertificateNotCurrent] = (Rest(400, "INVALID_CONTENT"), null),
        [CertificateLimitReached] = (Rest(400, "USER_ERROR"), null),
        [CertificateAlreadyKnown] = (Rest(400, "USER_ERROR"), null),
        [NotOwnEntity] = (Rest(403, "INSUFFICIENT_PERMISSION"), null),
        [EntityOrRoleUnknown] = (Rest(400, "INVALID_CONTENT"), null),
        [RoleNotAssigned] = (Rest(400, "USER_ERROR"), null),
        [RoleWithoutLogin] = (Rest(400, "USER_ERROR"), null),
        [CertificateNotFound] = (Rest(404, "NONEXISTENT_ID"), null),
        [CertificateAlreadyRevoked] = (Rest(400, "USER_ERROR"), null),
        [CertificateOfThisToken] = (Rest(400, "USER_ERROR"), null),
    };

    public static WireAnswer DefaultAnswer(RefusalCause cause) => Rows[cause].Answer;

    /// <summary>The Detail column; null where none is known.</summary>
    public static string? AuditWord(RefusalCause cause) => Rows[cause].AuditWord;

    private static WireAnswer OAuth(int status, string error) => new(status, error);

    private static WireAnswer Rest(int status, string code) => new(status, code, BodyForm.RestDetails);

    private static WireAnswer Page(string code) => new(400, code, BodyForm.Html);
}
