using System.Collections.Frozen;

namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>
/// Which words to look for in the Login Audit Trail (Setup › Users/Roles › View Login Audit Trail) behind each of our failure codes.
/// NetSuite does not publish which answer belongs to which word, so a code names all that may be behind it, the likeliest first.
/// Source: help pages "Error Messages in the Login Audit Trail" for the authorization code grant, the refresh token, and REST web services.
/// </summary>
public static class AuditTrailWords
{
    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["AuthorizationCodeGrantRequired"] = "The grant is not ticked on the integration record.",
        ["AuthorizationExplicitlyDenied"] = "The user clicked Deny or Go Back.",
        ["ClientAuthenticationFailed"] = "Client ID and secret do not belong together.",
        ["ClientIdMismatch"] = "The code or token was given to another client.",
        ["EntityOrRoleDisabled"] = "The user or the role is inactive, or the role is no longer assigned to the user.",
        ["FeatureDisabled"] = "A feature is off: OAuth 2.0, or REST Web Services.",
        ["IntegrationBlocked"] = "The integration record is blocked in this account, or waits for approval.",
        ["InvalidGrant"] = "The code is invalid, expired or used, or it does not fit the redirect URI or the PKCE verifier.",
        ["InvalidGrantType"] = "The grant type is not known.",
        ["InvalidIntegration"] = "The integration record is gone from this account.",
        ["InvalidIssuer"] = "The assertion names another issuer than the client ID.",
        ["InvalidRedirectURI"] = "The redirect URI is not on the integration record.",
        ["InvalidRefreshToken"] = "Not a refresh token.",
        ["InvalidRequest"] = "A parameter is missing or malformed, PKCE's among them.",
        ["InvalidScope"] = "The scope is empty or unknown.",
        ["InvalidSignature"] = "The signature does not fit the certificate.",
        ["InvalidState"] = "The state is shorter than 22 or longer than 1024 characters.",
        ["MissingKey"] = "The certificate is unknown in this account, revoked or expired; after a sandbox refresh all of them are.",
        ["MissingKeyId"] = "The assertion names no certificate.",
        ["RefreshTokenExpired"] = "The refresh token has expired.",
        ["ScopeMismatched"] = "A requested scope is not ticked on the integration record.",
        ["SignatureValidation"] = "The signature does not fit the certificate.",
        ["TokenExpired"] = "The assertion or token had expired when it arrived: compare the clocks.",
        ["TokenNotAcceptable"] = "The assertion was made in the future: compare the clocks.",
        ["TokenValidityTooBroad"] = "The assertion lives too long.",
        ["UnknownIntegration"] = "The client ID is not known.",
        ["UnsupportedAlgo"] = "The signing algorithm is not accepted: RSA with PKCS#1 v1.5 ended in March 2025.",
        ["UnsupportedResponseType"] = "The response type is not \"code\".",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, AuditTrailWord[]> ByCode = new Dictionary<string, string[]>
    {
        [FailureCodes.InvalidRequest] = ["InvalidRequest", "InvalidState", "InvalidRedirectURI", "InvalidGrantType", "TokenValidityTooBroad"],
        [FailureCodes.InvalidClient] =
            ["ClientAuthenticationFailed", "UnknownIntegration", "InvalidIntegration", "IntegrationBlocked", "MissingKey", "SignatureValidation"],
        [FailureCodes.InvalidGrant] =
            ["MissingKey", "InvalidGrant", "EntityOrRoleDisabled", "SignatureValidation", "InvalidSignature", "TokenExpired",
             "TokenNotAcceptable", "ClientIdMismatch", "RefreshTokenExpired", "InvalidRefreshToken"],
        [FailureCodes.UnauthorizedClient] = ["AuthorizationCodeGrantRequired", "FeatureDisabled", "IntegrationBlocked"],
        [FailureCodes.UnsupportedGrantType] = ["InvalidGrantType"],
        ["unsupported_response_type"] = ["UnsupportedResponseType"],
        [FailureCodes.InvalidScope] = ["ScopeMismatched", "InvalidScope"],
        [FailureCodes.InsufficientScope] = ["ScopeMismatched"],
        [FailureCodes.AccessDenied] = ["AuthorizationExplicitlyDenied"],
        [FailureCodes.PermissionMissing] = ["EntityOrRoleDisabled", "FeatureDisabled"],
        [FailureCodes.LoginRefused] = ["EntityOrRoleDisabled", "IntegrationBlocked", "FeatureDisabled", "TokenExpired", "InvalidSignature"],
        [FailureCodes.ServerError] =
            ["MissingKey", "MissingKeyId", "UnsupportedAlgo", "InvalidIssuer", "SignatureValidation", "InvalidIntegration"],
        [FailureCodes.NotFound] = ["InvalidIntegration", "UnknownIntegration", "FeatureDisabled"],
        [FailureCodes.RequestRefused] = ["MissingKey", "EntityOrRoleDisabled", "IntegrationBlocked", "FeatureDisabled", "ScopeMismatched"],
        [FailureCodes.ClockSkew] = ["TokenNotAcceptable", "TokenExpired"],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Select(word => new AuditTrailWord(word, Meanings[word])).ToArray());

    /// <summary>Every word NetSuite documents.</summary>
    public static IEnumerable<string> All => Meanings.Keys;

    /// <summary>The words behind a failure code or an <c>error</c> of the callback; none when the trail has nothing to say about it.</summary>
    public static IReadOnlyList<AuditTrailWord> For(string failureCode) => ByCode.GetValueOrDefault(failureCode, []);
}
