namespace NetSuiteConnectorAuth.Tenants;

/// <summary>The answer of a verb on <see cref="Tenant"/>: it was applied, or the state it would leave does not allow it.</summary>
public readonly record struct Transition
{
    private Transition(TenantStatus? refusedIn) => RefusedIn = refusedIn;

    public TenantStatus? RefusedIn { get; }

    public bool IsApplied => RefusedIn is null;

    public static Transition Applied { get; } = new(null);

    public static Transition Refused(TenantStatus status) => new(status);
}
