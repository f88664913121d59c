namespace NetSuiteConnectorAuth.Tenants;

/// <summary>What was last observed, apart from <see cref="TenantStatus"/>. Only an observed success makes it <see cref="Ok"/>; time alone never does.</summary>
public enum TenantHealth
{
    /// <summary>Nothing was observed yet.</summary>
    Unknown,

    /// <summary>The last thing asked of NetSuite succeeded.</summary>
    Ok,

    /// <summary>The last thing asked of NetSuite failed; the reason says how.</summary>
    Failing,
}
