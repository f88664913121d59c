namespace NetSuiteSimulator.Accounts;

/// <summary>A role of one account.</summary>
public sealed class Role(long id, string name, IEnumerable<string> permissions)
{
    public const long Administrator = 3;

    private volatile HashSet<string> _permissions = permissions.ToHashSet(StringComparer.Ordinal);

    public long Id { get; } = id;

    public string Name { get; } = name;

    public bool Active { get; set; } = true;

    /// <summary>The whole set, replaced at once.</summary>
    public IReadOnlySet<string> Permissions
    {
        get => _permissions;
        set => _permissions = value.ToHashSet(StringComparer.Ordinal);
    }

    public bool Has(string permission) => _permissions.Contains(permission);

    /// <summary>Oracle's samples show an Administrator mapping certificates for other users and roles (article_11111634165, article_0209112025).</summary>
    public bool ManagesOthers => Id == Administrator || Has(PermissionId.ManageAuthorizedApplications);
}
