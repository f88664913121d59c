namespace NetSuiteConnectorAuth.NetSuite.Answers;

/// <summary>What NetSuite says of an account ID.</summary>
public abstract record AccountDiscovery
{
    private AccountDiscovery()
    {
    }

    /// <summary>The account exists and answers there.</summary>
    public sealed record Found(AccountOrigins Origins) : AccountDiscovery;

    /// <summary>NetSuite answered with domains that are not the account's, as it does for an account it does not know.</summary>
    public sealed record NotThisAccount : AccountDiscovery;
}
