namespace NetSuiteSimulator.Accounts;

/// <summary>Role permissions that matter to OAuth 2.0, by their SDF identifiers (section_157771510070).</summary>
public static class PermissionId
{
    /// <summary>Log in using OAuth 2.0 Access Tokens.</summary>
    public const string LogInUsingOAuth2 = "ADMI_LOGIN_OAUTH2";

    /// <summary>REST Web Services.</summary>
    public const string RestWebServices = "ADMI_RESTWEBSERVICES";

    /// <summary>Manage own OAuth 2.0 Client Credentials Certificates.</summary>
    public const string ManageOwnCertificates = "ADMI_MANAGE_OWN_OAUTH2_CERTS";

    /// <summary>OAuth 2.0 Authorized Applications Management: other people's applications and certificates.</summary>
    public const string ManageAuthorizedApplications = "ADMI_MANAGE_OAUTH2";

    internal static readonly string[] All = [LogInUsingOAuth2, RestWebServices, ManageOwnCertificates, ManageAuthorizedApplications];
}
