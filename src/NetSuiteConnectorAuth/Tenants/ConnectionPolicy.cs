using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Tenants;

/// <summary>
/// When a refusal of NetSuite's breaks a connection, and how it is then named. NetSuite says 500 <c>server_error</c> for permanent mistakes
/// and "invalid login" for bursts: no single answer of those kinds breaks one, it takes time or a second signal. Pure.
/// </summary>
public static class ConnectionPolicy
{
    public const string CertificateExpired = "certificate_expired";
    public const string CertificateMissing = "certificate_missing";
    public const string CertificateRevoked = "certificate_revoked";
    public const string SandboxRefreshSuspected = "sandbox_refresh_suspected";

    /// <summary>Refusals that are spread over this long are no burst.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(15);

    private const int FewestRefusals = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestOutagePause = TimeSpan.FromSeconds(30);

    /// <param name="since">The first refusal in a row, this one included.</param>
    /// <param name="refusals">How many they are with this one.</param>
    public static bool IsBroken(NetSuiteFailure failure, CertificateSight sight, DateTimeOffset since, int refusals, DateTimeOffset now) => failure switch
    {
        { Kind: FailureKind.Permanent, IsConfirmed: true } => true,
        { Kind: FailureKind.Permanent or FailureKind.Ambiguous } =>
            sight is CertificateSight.Missing or CertificateSight.Revoked || (refusals >= FewestRefusals && now - since >= Doubt),
        _ => false,
    };

    /// <summary>
    /// The list knows best. Where it cannot be read, a sandbox whose certificate is not taken any more was most likely refreshed: that
    /// wipes all mappings and their tokens, and uninstalls the integration record. <c>unauthorized_client</c> may be that, or an integration
    /// that was blocked there: the answer does not tell, so what the reason says to do names both.
    /// </summary>
    public static string ReasonOf(string failure, CertificateSight sight, AccountEnvironment environment) => sight switch
    {
        CertificateSight.Revoked => CertificateRevoked,
        CertificateSight.Missing when environment is AccountEnvironment.Production => CertificateMissing,
        CertificateSight.Missing => SandboxRefreshSuspected,
        CertificateSight.Unknown when environment is not AccountEnvironment.Production
            && failure is FailureCodes.InvalidGrant or FailureCodes.ServerError or FailureCodes.UnauthorizedClient => SandboxRefreshSuspected,
        _ => failure,
    };

    /// <summary>What was seen of the certificate when a connection broke for this reason.</summary>
    public static CertificateSight SightOf(string? reason) => reason switch
    {
        CertificateRevoked => CertificateSight.Revoked,
        CertificateMissing => CertificateSight.Missing,
        _ => CertificateSight.Unknown,
    };

    /// <summary>
    /// How long NetSuite is left alone after so many failures in a row, longer when it asks for it. The first one costs nothing: the next
    /// call is a new attempt. An outage is looked at again soon, for its end shall be seen soon.
    /// </summary>
    public static TimeSpan Pause(FailureKind kind, int failures, TimeSpan? retryAfter)
    {
        var (first, longest) = kind is FailureKind.Permanent or FailureKind.Ambiguous ? (5, LongestPause) : (1, LongestOutagePause);
        var wait = TimeSpan.FromSeconds(failures < 2 ? 0 : first << Math.Min(failures - 2, 6));
        wait = wait < longest ? wait : longest;
        return retryAfter > wait ? retryAfter.Value : wait;
    }
}
