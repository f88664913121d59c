namespace NetSuiteSimulator.Accounts;

/// <summary>NetSuite's OAuth 2.0 scopes (section_158081944642).</summary>
public static class Scope
{
    public const string RestWebServices = "rest_webservices";
    public const string Restlets = "restlets";
    public const string SuiteAnalytics = "suite_analytics";

    /// <summary>The AI connector; stands alone.</summary>
    public const string Mcp = "mcp";
}
