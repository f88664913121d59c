namespace NetSuiteSimulator.Accounts;

/// <summary>A user of one account; NetSuite calls it the entity. Its ID is signed: -5 occurs in Oracle's own samples.</summary>
public sealed class User(long id, string name, IEnumerable<long> roles)
{
    private volatile HashSet<long> _roles = roles.ToHashSet();

    public long Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>Inactivated or without access: tokens and logins are refused, and work again once it is true again.</summary>
    public bool Active { get; set; } = true;

    /// <summary>The roles assigned, replaced at once.</summary>
    public IReadOnlySet<long> Roles
    {
        get => _roles;
        set => _roles = value.ToHashSet();
    }
}
