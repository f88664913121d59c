using NetSuiteConnectorAuth.Tenants;
using NetSuiteSimulator.Accounts;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>One customer: a tenant of ours and an account of theirs.</summary>
internal sealed class SimulatedTenant(TenantName name, Account account)
{
    public TenantName Name { get; } = name;

    public Account Account { get; } = account;

    /// <summary>Certificates somebody else mapped in this account.</summary>
    public HashSet<string> Foreign { get; } = [];

    /// <summary>Since when it says connected and can not mint, with nothing in the way that the service cannot see through.</summary>
    public DateTimeOffset? FalseSince { get; set; }

    /// <summary>Certificates of a user who was deactivated: nobody could revoke them then, and they are no obstacle to another person's.</summary>
    public HashSet<string> OutOfReach { get; } = [];

    /// <summary>Certificates whose keys were shredded by order while NetSuite did not answer: that they are left there is accepted.</summary>
    public HashSet<string> Shredded { get; } = [];
}
