using System.Collections.Frozen;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.NetSuite.Failures;
using static NetSuiteConnectorAuth.Status.Doctor.FindingFixer;

namespace NetSuiteConnectorAuth.Status.Doctor;

/// <summary>What each <see cref="FailureCodes"/> means and what to do about it.</summary>
public sealed record FailureAdvice(string What, string Fix, FindingFixer Who)
{
    private const string AskAgain = "Nothing is wrong with the connection as such. Run the check again in a few minutes.";
    private const string LookItUp = $"The exact reason is in the Login Audit Trail: {NetSuiteMenu.LoginAuditTrail}.";

    private static readonly string Permissions =
        $"Give the role these permissions, each with level Full: {string.Join(", ", NetSuitePermissions.Required)} ({NetSuiteMenu.RolePermissions}).";

    private static readonly FailureAdvice Unknown = new("NetSuite or the way to it failed in a manner that is not known here.", AskAgain, Operator);

    private static readonly FrozenDictionary<string, FailureAdvice> ByCode = Refusals().Concat(Moments()).Concat(Wire()).ToFrozenDictionary();

    public static IReadOnlyCollection<string> Codes => ByCode.Keys;

    public static FailureAdvice For(string failureCode) => ByCode.GetValueOrDefault(failureCode, Unknown);

    /// <summary>NetSuite named the time for which the account is to be left alone, and it is.</summary>
    public static FailureAdvice ForRest(string length, string until) => new(
        $"NetSuite limits the requests of this account and asks to be left alone for {length} more, until {until}.",
        $"Wait until {until}: before that NetSuite is not asked, and no check finds anything else. Then it is asked again by itself. If it comes back, "
            + "the integrations of this account together exceed its concurrency limit: spread their work, or raise the limit.",
        CustomerAdmin);

    private static IEnumerable<KeyValuePair<string, FailureAdvice>> Refusals() =>
    [
        new(FailureCodes.InvalidRequest, new(
            "NetSuite does not accept the form of our request.",
            $"Tell the vendor of this connector, with the reason from the Login Audit Trail ({NetSuiteMenu.LoginAuditTrail}).", Vendor)),
        new(FailureCodes.InvalidClient, new(
            "NetSuite does not know the integration, or not with this client ID: the record is gone from the account, or its credentials were reset.",
            $"Check the integration record and its client ID against the configuration: {NetSuiteMenu.Integrations}. Then connect again.", Vendor)),
        new(FailureCodes.InvalidGrant, new(
            "NetSuite does not take the certificate: it was revoked, has expired or is gone (a sandbox refresh removes all of them), or the user or the role is inactive.",
            $"Look for the certificate in {NetSuiteMenu.CertificateSetup}, and check that user and role are active ({NetSuiteMenu.Users}). "
                + $"A certificate that is gone takes a new connect link. {LookItUp}", CustomerAdmin)),
        new(FailureCodes.UnauthorizedClient, new(
            "NetSuite does not let the integration in: it is blocked or waits for approval, OAuth 2.0 is off, "
                + "the client credentials grant is not ticked on the record, or a sandbox refresh took the record away.",
            $"Set the State of the integration to Enabled ({NetSuiteMenu.Integrations}) and check that OAuth 2.0 is on ({NetSuiteMenu.Features}). "
                + "A sandbox that was refreshed takes a new connect link. If both are right, the vendor must tick Client Credentials (Machine to Machine) Grant.", CustomerAdmin)),
        new(FailureCodes.UnsupportedGrantType, new(
            "NetSuite does not offer the client credentials grant for this integration.",
            $"Tick Client Credentials (Machine to Machine) Grant on the record: {NetSuiteMenu.Integrations}.", Vendor)),
        new(FailureCodes.InvalidScope, new(
            "A scope that is asked for is not ticked on the integration record, or its feature is off in the account.",
            $"Tick the scopes of the configuration on the record ({NetSuiteMenu.Integrations}); the features are in {NetSuiteMenu.Features}.", Vendor)),
        new(FailureCodes.InsufficientScope, new(
            "The token is not good for the list of certificates, which needs the scope rest_webservices.",
            $"Tick REST Web Services on the integration record: {NetSuiteMenu.Integrations}.", Vendor)),
        new(FailureCodes.AccessDenied, new(
            "NetSuite denies access to the user or the role of the connection.", $"{Permissions} {LookItUp}", CustomerAdmin)),
        new(FailureCodes.PermissionMissing, new(
            "The role may not read the certificates, so the connection cannot renew itself.", Permissions, CustomerAdmin)),
        new(FailureCodes.LoginRefused, new(
            "NetSuite refuses the sign-in: the role lacks a permission, the user or the role is inactive, or the integration is blocked or waits for approval.",
            $"{Permissions} Check that user and role are active ({NetSuiteMenu.Users}) and that the integration's State is Enabled ({NetSuiteMenu.Integrations}). {LookItUp}",
            CustomerAdmin)),
        new(FailureCodes.ServerError, new(
            "NetSuite answers with its general error, which it gives for a certificate it does not know, for a wrong client ID and for bad moments alike.",
            $"Run the check again. If it stays so: {NetSuiteMenu.CertificateSetup} shows whether the certificate is there and valid; when it is not, connect again. {LookItUp}",
            CustomerAdmin)),
        new(FailureCodes.CertificateRefused, new(
            "NetSuite does not accept a certificate that was made for this connection.",
            $"Check that fewer than five are active ({NetSuiteMenu.CertificateSetup}). If so, tell the vendor of this connector.", Vendor)),
        new(FailureCodes.NotFound, new(
            "NetSuite finds neither the integration nor the address in this account: the record was removed, or a feature is off.",
            $"Check that the integration is there ({NetSuiteMenu.Integrations}) and that OAuth 2.0 and REST Web Services are on ({NetSuiteMenu.Features}). Then connect again.",
            CustomerAdmin)),
        new(FailureCodes.RequestRefused, new("NetSuite refuses without naming a reason that is known here.", LookItUp, CustomerAdmin)),
        new(FailureCodes.PrivateKeyRefused, new("What was to be sent held a private key and was not sent.", "Tell the vendor of this connector.", Vendor)),
        new(FailureCodes.CertificateMalformed, new("What was to be sent was not one certificate and was not sent.", "Tell the vendor of this connector.", Vendor)),
    ];

    private static IEnumerable<KeyValuePair<string, FailureAdvice>> Moments() =>
    [
        new(FailureCodes.Throttled, new(
            "NetSuite limits the requests of this account at the moment.",
            "Run the check again in a minute. If it stays so, the integrations of this account together exceed its concurrency limit: spread their work, or raise the limit.",
            CustomerAdmin)),
        new(FailureCodes.Unavailable, new("NetSuite is not available at the moment.", AskAgain, Operator)),
        new(FailureCodes.InternalServerError, new("NetSuite met an error of its own.", AskAgain, Operator)),
        new(FailureCodes.OutboundQueueFull, new(
            "This service has more requests to NetSuite waiting than it can hold.", "Raise NetSuite:MaxConcurrentRequests, or find out who asks so much.", Operator)),
        new(FailureCodes.ClockSkew, new(
            "NetSuite refuses what this machine signs, for the machine's clock is too wrong.", "Set the clock of the machine this service runs on, and keep it with NTP.", Operator)),
    ];

    private static IEnumerable<KeyValuePair<string, FailureAdvice>> Wire() =>
    [
        new(FailureCodes.DnsFailed, new(
            "The name of NetSuite's host could not be resolved.",
            "Check the DNS of the machine this service runs on. If other accounts work, this account may have been closed or renamed.", Operator)),
        new(FailureCodes.TlsFailed, new(
            "No trusted TLS connection to NetSuite came about.",
            "Look for a proxy that opens TLS, and check the root certificates and the clock of the machine.", Operator)),
        new(FailureCodes.ConnectionFailed, new(
            "NetSuite's host could not be reached.", "Check that the machine may open connections to port 443 of *.netsuite.com.", Operator)),
        new(FailureCodes.ConnectionLost, new(
            "The connection to NetSuite broke off.", "Run the check again. If it stays so, look for a firewall or proxy that cuts connections.", Operator)),
        new(FailureCodes.Timeout, new(
            "NetSuite did not answer in time.", "Run the check again. If it stays so, look at the way to NetSuite and at NetSuite's own status page.", Operator)),
        new(FailureCodes.HtmlAnswer, new(
            "A page for people came instead of an answer: NetSuite is under maintenance, or a proxy answers in its place.",
            "Run the check again in a few minutes. If it stays so, look for a proxy on the way.", Operator)),
        new(FailureCodes.RedirectRefused, new(
            "NetSuite's address answered with a redirect, which is not followed.", "Look for a proxy or a login portal on the way, and check NetSuite:Endpoints.", Operator)),
        new(FailureCodes.OversizedAnswer, new(
            "An answer came that is longer than anything NetSuite has to say.", "Look for a proxy on the way, and check NetSuite:Endpoints.", Operator)),
        new(FailureCodes.MalformedAnswer, new(
            "NetSuite answered, and what it answered cannot be used.",
            "Run the check again. If it stays so, look for a proxy on the way and tell the vendor of this connector.", Operator)),
    ];
}
