namespace NetSuiteConnectorAuth.Callers;

/// <summary>What a caller may do with the tenants it may see.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing: where every caller starts.</summary>
    None = 0,

    /// <summary>Get access tokens.</summary>
    Token = 1,

    /// <summary>Get signed client assertions and do the exchange themselves.</summary>
    Assertion = 2,

    /// <summary>Make links, disconnect, rotate, import.</summary>
    Manage = 4,

    /// <summary>Read state, certificates and history.</summary>
    Observe = 8,
}
