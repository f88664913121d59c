namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>What the picture at the top of a card says.</summary>
public enum StatusKind
{
    Connect,
    Progress,
    Success,
    Problem,
}
