namespace NetSuiteConnectorAuth.Callers;

/// <summary>Somebody whose credentials were right, and what it was granted. Everything else is denied.</summary>
public sealed class Caller(string clientId, IReadOnlyList<TenantPattern> tenants, Permissions permissions)
{
    public string ClientId { get; } = clientId;

    public Permissions Permissions { get; } = permissions;

    /// <summary>The tenant a request means that names none: the caller's only one. Null when it may see several.</summary>
    public string? OnlyTenant => tenants is [var pattern] ? pattern.OnlyTenant : null;

    public bool MaySee(string tenant)
    {
        foreach (var pattern in tenants)
        {
            if (pattern.Matches(tenant))
            {
                return true;
            }
        }

        return false;
    }

    public bool HasAny(Permissions anyOf) => (Permissions & anyOf) != 0;

    public override string ToString() => ClientId;
}
