using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What NetSuite's refusals mean for an issuance. Pure.</summary>
public static class IssuanceFailures
{
    /// <summary>
    /// Our own word and not NetSuite's: an upload is under way, or its answer was lost, and NetSuite's list need not show it yet.
    /// </summary>
    public const string UploadUnconfirmed = "upload_unconfirmed";

    /// <summary>
    /// What a person must mend. A record that is blocked or waits for approval is named at the token endpoint only; at the certificates
    /// API it is an "invalid login" like any other, hence <see cref="IssuanceFailure.LoginRefused"/>.
    /// </summary>
    /// <param name="otherwise">When NetSuite's answer names nothing.</param>
    public static IssuanceFailure CauseOf(NetSuiteFailure failure, IssuanceFailure otherwise) => failure switch
    {
        { Kind: FailureKind.Transient or FailureKind.Throttled } => IssuanceFailure.NetsuiteUnavailable,
        { Code: FailureCodes.PermissionMissing } => IssuanceFailure.PermissionMissing,
        { Code: FailureCodes.InvalidScope or FailureCodes.InsufficientScope } => IssuanceFailure.InvalidScope,
        { Code: FailureCodes.UnauthorizedClient or FailureCodes.NotFound } => IssuanceFailure.IntegrationNotEnabled,
        { Code: FailureCodes.LoginRefused } => IssuanceFailure.LoginRefused,
        _ => otherwise,
    };

    /// <summary>What is told of an issuance that took too long, by its last error.</summary>
    public static IssuanceFailure OfLongest(string? lastError) =>
        lastError == StateText.Of(IssuanceFailure.InternalError) ? IssuanceFailure.InternalError : IssuanceFailure.NetsuiteUnavailable;

    /// <summary>Whether another key may fare better: the certificate was refused, not the one who uploads it.</summary>
    public static bool IsAboutTheCertificate(NetSuiteFailure failure) => failure is
    {
        Kind: FailureKind.Permanent,
        Code: FailureCodes.CertificateRefused or FailureCodes.RequestRefused or FailureCodes.InvalidRequest
            or FailureCodes.CertificateMalformed or FailureCodes.PrivateKeyRefused,
    };
}
