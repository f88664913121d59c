namespace NetSuiteConnectorAuth.Callers;

/// <summary>Somebody whose credentials were right, and what it was granted. Everything else is denied.</summary>
public sealed class Caller(string clientId, IReadOnlyList<TenantPattern> tenants, Permissions permissions, RequestBudget? budget = null)
{
    public string ClientId { get; } = clientId;

    /// <summary>The tenant a request means that names none: the caller's only one. Null when it may see several.</summary>
    public string? OnlyTenant => tenants is [var pattern] ? pattern.OnlyTenant : null;

    /// <summary>Whether no tenant is hidden from it.</summary>
    public bool MaySeeAll => tenants.Any(pattern => pattern.MatchesAll);

    /// <summary>Counts a request against the caller's rate. Null when it may go on, else how long to wait.</summary>
    public TimeSpan? CountRequest() => budget?.Take();

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

    public bool HasAny(Permissions anyOf) => (permissions & anyOf) != 0;

    public override string ToString() => ClientId;
}
