using static NetSuiteConnectorAuth.Connect.ConnectProblemFixer;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// Every reason a connection may not be made. The causes and the Login Audit Trail words are those of NetSuite’s help
/// (Authorization Code Grant Flow Error Messages in the Login Audit Trail, subsect_158711892221).
/// </summary>
public static class ConnectProblems
{
    private const string Unspecific = "netsuite_error";

    private static readonly Dictionary<string, ConnectProblem> ByCode =
        LinkProblems().Concat(CallbackRefusals()).Concat(NetSuiteRefusals()).Concat(IssuanceFailures()).Concat(BrokenConnections())
            .ToDictionary(problem => problem.Code, StringComparer.Ordinal);

    private static readonly HashSet<string> OurOwn =
        [.. LinkProblems().Concat(CallbackRefusals()).Concat(IssuanceFailures()).Select(problem => problem.Code)];

    public static IReadOnlyCollection<string> Codes => ByCode.Keys;

    /// <summary>A word that only we use: from NetSuite it would put our words into its mouth.</summary>
    public static bool IsOurOwn(string code) => OurOwn.Contains(code);

    /// <summary>The problem with this code. One that is not in the catalogue keeps its code and gets general wording.</summary>
    public static ConnectProblem For(string code) =>
        ByCode.TryGetValue(code, out var problem) ? problem : ByCode[Unspecific] with { Code = code };

    private static IEnumerable<ConnectProblem> LinkProblems() =>
    [
        new("link_unknown",
            "This link is not valid",
            "The address was cut short or changed on its way to you, or it was never one of ours.",
            "Copy the whole link from the message it came in. If it still does not open, ask for a new one.",
            You, null, []),
        new("unknown_route",
            "There is nothing at this address",
            "No page of this connector is here. Part of the address may have been lost on its way to you.",
            "If you were sent a link, copy the whole of it from the message it came in.",
            Vendor, null, [])
        {
            IsInformation = true,
        },
        new("rate_limited",
            "Too many requests",
            "More pages were asked for from your network in a short time than we answer. Nothing was changed.",
            "Wait a minute, then reload this page.",
            You, null, []),
        new("link_expired",
            "This link has expired",
            "A connect link works for a limited time, and the time of this one is over. Nothing was changed in NetSuite.",
            "Ask whoever sent it to you for a new one.",
            Vendor, null, []),
        new("link_used",
            "This link has already done its work",
            "A connection was made with this link, so it cannot be used again.",
            "If you made that connection, there is nothing left to do. To connect anew, ask for a new link.",
            Vendor, null, [])
        {
            IsInformation = true,
        },
    ];

    private static IEnumerable<ConnectProblem> CallbackRefusals() =>
    [
        new("state_missing",
            "This page needs a connection in progress",
            "The address does not say which connection it belongs to. It was probably opened from a bookmark, or copied in part.",
            "Open your connect link and start from there.",
            You, null, []),
        new("state_unknown",
            "We do not know this connection",
            "It was started too long ago to be kept, or the address was changed on its way here.",
            "Open your connect link and start again.",
            You, null, []),
        new("state_expired",
            "That took a little too long",
            "NetSuite’s answer came after the time for it was over. The time is short so that nobody else can finish what you began.",
            "Open your connect link again, then log in and approve without a long pause.",
            You, null, []),
        new("state_used",
            "This step was already finished",
            "NetSuite’s answer was received once before. Usually the page was reloaded, or the Back button was pressed.",
            "If you have seen that the connection was made, there is nothing left to do. If not, open your connect link again.",
            You, null, []),
        new("browser_mismatch",
            "This was started in another browser",
            "The connection was begun in a different browser or a private window, or this browser did not keep our cookie. "
                + "It is not finished here, so that nobody can make you complete a connection that they began.",
            "Open your connect link in this browser, with cookies allowed, and stay in one window until the end.",
            You, null, []),
        new("callback_invalid",
            "NetSuite’s answer was incomplete",
            "Something that belongs to the answer is missing, doubled or not readable. The address may have been changed on its way here.",
            "Open your connect link and start again. If it happens twice, tell the vendor of this connector.",
            You, NetSuiteMenu.LoginAuditTrail, []),
        new("account_mismatch",
            "This is a different NetSuite account",
            "The connection belongs to one NetSuite account, and the approval came from another. "
                + "Production, each sandbox and release preview are accounts of their own. Nothing was changed.",
            "Log out of NetSuite, open your connect link again and log in to the account it was made for. "
                + "To move the connection to another account, ask the vendor of this connector.",
            You, NetSuiteMenu.CompanyInformation, []),
        new("account_invalid",
            "We cannot find this NetSuite account",
            "The account ID is not written as NetSuite writes it, or NetSuite does not know it.",
            "Copy the account ID from NetSuite, for example 1234567 or 1234567_SB1. You may also leave the field empty.",
            You, NetSuiteMenu.CompanyInformation, []),
        new("role_not_allowed",
            "This role is not meant for the connection",
            "The vendor of this connector accepts certain roles only, and you approved with another one.",
            "Open your connect link again and use “Choose Another Role” on NetSuite’s page. "
                + "If the right role is not offered, an administrator must assign it to you.",
            You, NetSuiteMenu.Users, []),
        new("exchange_failed",
            "The approval could not be completed",
            "You approved, but NetSuite then gave no access, or its answer was lost. An approval works once, so it was not tried again.",
            "Open your connect link and approve once more. If it fails again, look up the reason in the Login Audit Trail.",
            You, NetSuiteMenu.Integrations,
            ["ClientAuthenticationFailed", "EntityOrRoleDisabled", "InvalidGrant", "IntegrationBlocked", "FeatureDisabled"]),
        new("temporarily_unavailable",
            "We cannot finish this right now",
            "Our own storage does not answer at the moment. Your approval has not been used yet.",
            "Wait a few seconds and reload this page. If it still fails after a minute, open your connect link again.",
            Vendor, null, []),
    ];

    private static IEnumerable<ConnectProblem> NetSuiteRefusals() =>
    [
        new("access_denied",
            "The connection was not approved",
            "“Deny” or “Go Back” was chosen on NetSuite’s page. Nothing was changed.",
            "To connect after all, connect again and choose “Allow”.",
            You, NetSuiteMenu.RolePermissions, ["AuthorizationExplicitlyDenied"])
        {
            Permissions = [NetSuitePermissions.LogIn],
            Otherwise = (
                "If you did not choose “Deny”",
                "Your role probably lacks this permission, and an administrator can add it. "
                    + "Where the Login Audit Trail has the word below, somebody did choose “Deny”."),
        },
        new("invalid_request",
            "NetSuite did not accept the request",
            "The request that we sent to NetSuite does not fit the integration as it is registered there.",
            "Tell the vendor of this connector, with the reason from the Login Audit Trail.",
            Vendor, NetSuiteMenu.LoginAuditTrail, ["InvalidRequest", "InvalidState"]),
        new("unauthorized_client",
            "NetSuite does not let this integration in",
            "The integration is blocked or waits for approval in your account, OAuth 2.0 is switched off there, "
                + "or the vendor registered the integration without this way of connecting.",
            "Open the integration in NetSuite and set its State to Enabled, and check that the OAuth 2.0 feature is on. "
                + "If both are right, tell the vendor of this connector.",
            Administrator, NetSuiteMenu.Integrations,
            ["AuthorizationCodeGrantRequired", "UnknownIntegration", "IntegrationBlocked", "FeatureDisabled"]),
        new("unsupported_response_type",
            "NetSuite did not accept the request",
            "NetSuite does not answer in the form that we asked for.",
            "Tell the vendor of this connector, with the reason from the Login Audit Trail.",
            Vendor, NetSuiteMenu.LoginAuditTrail, ["UnsupportedResponseType"]),
        new("invalid_scope",
            "NetSuite refused the requested access",
            "The connection asks for a kind of access that the integration does not have in NetSuite, "
                + "or the REST Web Services feature is switched off in your account.",
            "Check that REST Web Services is enabled. If it is, the vendor must tick the missing scope on the integration record.",
            Vendor, NetSuiteMenu.Features, ["ScopeMismatched"]),
        new("login_required",
            "Please log in to NetSuite first",
            "NetSuite did not find you logged in.",
            "Log in to NetSuite in this browser, then open your connect link again.",
            You, NetSuiteMenu.LoginAuditTrail, []),
        new("consent_required",
            "NetSuite needs your approval",
            "NetSuite wanted to ask for your approval, but could not show its page.",
            "Open your connect link again and choose “Allow” on NetSuite’s page.",
            You, NetSuiteMenu.LoginAuditTrail, []),
        new("interaction_required",
            "NetSuite wants to ask you something",
            "NetSuite wanted to show a page, for example to choose a role or to log in, but could not.",
            "Log in to NetSuite in this browser, then open your connect link again.",
            You, NetSuiteMenu.LoginAuditTrail, []),
        new(Unspecific,
            "NetSuite reported an error",
            "NetSuite ended the connection with an error that we do not know. Nothing was changed.",
            "Open your connect link and start again. If it fails again, look up the reason in the Login Audit Trail "
                + "and tell the vendor of this connector.",
            Administrator, NetSuiteMenu.LoginAuditTrail, ["IntegrationBlocked", "FeatureDisabled", "EntityOrRoleDisabled"]),
    ];

    private static IEnumerable<ConnectProblem> IssuanceFailures() =>
    [
        new("permission_missing",
            "The role is missing a permission",
            "You approved, but with the role you chose NetSuite does not let us set up the certificate.",
            "Open the role and add these permissions, each with level Full. Then connect again with that role.",
            Administrator, NetSuiteMenu.RolePermissions, [])
        {
            Permissions = NetSuitePermissions.Required,
        },
        new("login_refused",
            "NetSuite refuses the connection’s sign-in",
            "You approved, but NetSuite does not let the connection sign in. Most often the role lacks a permission, "
                + "or the integration waits for approval in your account. The user or the role may also be inactive.",
            "Check that the role has these permissions and that the integration’s State is Enabled "
                + "(Setup › Integration › Manage Integrations). The Login Audit Trail has the exact reason. Then connect again.",
            Administrator, NetSuiteMenu.RolePermissions,
            ["EntityOrRoleDisabled", "IntegrationBlocked", "FeatureDisabled"])
        {
            Permissions = NetSuitePermissions.Required,
        },
        new("integration_not_enabled",
            "The integration is not enabled",
            "In your account the integration is blocked or waits for approval, or the OAuth 2.0 feature is off.",
            "Open the integration, set its State to Enabled and save. Then connect again.",
            Administrator, NetSuiteMenu.Integrations, ["IntegrationBlocked", "FeatureDisabled", "InvalidIntegration"]),
        new("slots_full",
            "There is no room for another certificate",
            "NetSuite allows five active certificates for an integration, and there are five already that we may not replace.",
            "Revoke one that is no longer used, then connect again. If you are not sure which one that is, "
                + "ask the vendor of this connector: revoking one that is in use ends its connection.",
            Administrator, NetSuiteMenu.CertificateSetup, []),
        new("certificate_refused",
            "NetSuite did not accept the certificate",
            "NetSuite refused the certificates that we made for this connection. "
                + "It allows five active ones for an integration, and those of other users are not shown to us.",
            "If five are active already, revoke one that is no longer used. Then connect again. "
                + "If it is refused once more, tell the vendor of this connector.",
            Vendor, NetSuiteMenu.CertificateSetup, []),
        new("consent_expired",
            "Your approval has run out",
            "An approval is good for one hour, and the setup was not finished in that time.",
            "Connect again and approve once more.",
            You, NetSuiteMenu.LoginAuditTrail, []),
        new("not_proven",
            "The new certificate does not work yet",
            "The certificate was uploaded, but NetSuite did not accept a sign-in with it in the time we gave it.",
            "Wait a few minutes and connect again. If it fails again, look up the reason in the Login Audit Trail.",
            Administrator, NetSuiteMenu.CertificateSetup,
            ["MissingKey", "EntityOrRoleDisabled", "IntegrationBlocked", "FeatureDisabled"]),
        new("netsuite_unavailable",
            "NetSuite does not answer",
            "NetSuite could not be reached, or said that it is busy or under maintenance. Nothing is wrong with your account.",
            "Connect again in a few minutes.",
            You, null, []),
        new("superseded",
            "A newer connection has taken over",
            "While this one was being set up, somebody connected again. The newer connection counts.",
            "There is nothing to do. Close this page and look at the newer one.",
            You, NetSuiteMenu.CertificateSetup, []),
        new("internal_error",
            "Something went wrong on our side",
            "An error that we did not expect stopped the setup. It is recorded.",
            "Connect again in a few minutes. If it happens twice, tell the vendor of this connector and give the reference.",
            Vendor, null, []),
    ];

    /// <summary>What ends a connection that stood; the operator reads it, and the customer's administrator mends it.</summary>
    private static IEnumerable<ConnectProblem> BrokenConnections() =>
    [
        new("invalid_grant",
            "NetSuite no longer takes the certificate",
            "The certificate was revoked or its mapping is gone (a sandbox refresh removes all of them), or the user or role is inactive.",
            "Look up the reason in the Login Audit Trail, then connect again.",
            Administrator, NetSuiteMenu.LoginAuditTrail, ["MissingKey", "EntityOrRoleDisabled", "SignatureValidation"]),
        new("invalid_client",
            "NetSuite does not know the integration",
            "The integration record was removed from the account, or its client ID was changed by Reset Credentials.",
            "Check the integration record and its client ID in the configuration, then connect again.",
            Vendor, NetSuiteMenu.Integrations, ["InvalidIntegration", "UnknownIntegration", "InvalidIssuer"]),
        new("server_error",
            "NetSuite refuses the certificate without saying why",
            "For a quarter of an hour NetSuite has answered every sign-in with an error of its own, as it does for permanent mistakes.",
            "Look up the reason in the Login Audit Trail. If nothing there can be mended, connect again.",
            Administrator, NetSuiteMenu.LoginAuditTrail, ["MissingKey", "MissingKeyId", "InvalidIssuer", "SignatureValidation"]),
        new("certificate_missing",
            "The certificate is gone from NetSuite",
            "The mapping of the certificate is no longer in the account’s list.",
            "Connect again: a new one is made.",
            Administrator, NetSuiteMenu.CertificateSetup, ["MissingKey"]),
        new("certificate_revoked",
            "The certificate was revoked in NetSuite",
            "Somebody revoked it, which is for good.",
            "If that was not meant to end the connection, connect again: a new one is made.",
            Administrator, NetSuiteMenu.CertificateSetup, ["MissingKey"]),
        new("sandbox_refresh_suspected",
            "The sandbox was probably refreshed, or the integration is blocked in it",
            "NetSuite does not let this connection in any more. A refresh, which removes every certificate from a sandbox, has that effect; "
                + "so has an integration that was blocked there.",
            "If the sandbox was refreshed, connect again: a new certificate is made. It is needed once after each refresh. "
                + "If it was not, open the integration in NetSuite and set its State to Enabled: the connection then comes back by itself.",
            Administrator, NetSuiteMenu.Integrations, ["MissingKey", "InvalidIntegration", "IntegrationBlocked"]),
        new("certificate_expired",
            "The certificate has run out",
            "There is no certificate left that NetSuite would take.",
            "Connect again: a new one is made.",
            Administrator, NetSuiteMenu.CertificateSetup, ["MissingKey"]),
    ];
}
