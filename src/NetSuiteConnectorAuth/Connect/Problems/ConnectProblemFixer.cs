namespace NetSuiteConnectorAuth.Connect;

/// <summary>Who can fix a <see cref="ConnectProblem"/>, as the person reading the page would say it.</summary>
public static class ConnectProblemFixer
{
    public const string You = "You";
    public const string Administrator = "Your NetSuite administrator";
    public const string Vendor = "The vendor of this connector";
}
