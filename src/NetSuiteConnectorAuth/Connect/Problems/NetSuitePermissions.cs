namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// The permissions a role needs so that a connection can be made with it and renew itself, by their names on the role's
/// Permissions › Setup subtab (NetSuite help: Set Up OAuth 2.0 Roles, section_157771510070).
/// </summary>
public static class NetSuitePermissions
{
    public const string ManageOwnCertificates = "Manage own OAuth 2.0 Client Credentials Certificates";
    public const string LogIn = "Log in using OAuth 2.0 Access Tokens";
    public const string RestWebServices = "REST Web Services";

    public static IReadOnlyList<string> Required { get; } = [ManageOwnCertificates, LogIn, RestWebServices];
}
