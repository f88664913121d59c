namespace NetSuiteConnectorAuth.Connect;

/// <summary>Where things are in NetSuite's menus, spelt as NetSuite spells them (its help pages are named beside each).</summary>
public static class NetSuiteMenu
{
    /// <summary>Help: OAuth 2.0 Client Credentials Setup (section_162686838198).</summary>
    public const string CertificateSetup =
        "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup";

    /// <summary>Help: Blocking an Application (section_4639959077).</summary>
    public const string Integrations = "Setup › Integration › Manage Integrations";

    /// <summary>Help: Enable the OAuth 2.0 Feature (section_157771482304).</summary>
    public const string Features = "Setup › Company › Enable Features › SuiteCloud";

    /// <summary>The account ID is on this page.</summary>
    public const string CompanyInformation = "Setup › Company › Company Information";

    /// <summary>Help: Set Up OAuth 2.0 Roles (section_157771510070).</summary>
    public const string RolePermissions = "Setup › Users/Roles › Manage Roles › Permissions › Setup";

    public const string Users = "Setup › Users/Roles › Manage Users";

    /// <summary>Help: OAuth 2.0 and the Login Audit Trail (section_158323851171).</summary>
    public const string LoginAuditTrail = "Setup › Users/Roles › View Login Audit Trail";
}
