namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>The three kinds of account a customer may have; each is an account of its own with its own ID.</summary>
public enum AccountEnvironment
{
    Production,
    Sandbox,
    ReleasePreview,
}
