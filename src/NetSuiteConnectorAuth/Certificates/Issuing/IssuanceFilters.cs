namespace NetSuiteConnectorAuth.Certificates;

public static class IssuanceFilters
{
    /// <summary>
    /// Those that make a certificate, at most one a tenant: the store's unique index has this very condition. A code being exchanged is
    /// nobody's issuance yet: anybody's callback may name the tenant, and several at once.
    /// </summary>
    public static IQueryable<Issuance> UnderWay(this IQueryable<Issuance> issuances) =>
        issuances.Where(i => i.ClosedAt == null && i.State != IssuanceState.Exchanging);

    /// <summary>What used the link up: a connection was made with it.</summary>
    public static IQueryable<Issuance> ConnectedBy(this IQueryable<Issuance> issuances, string linkId) =>
        issuances.Where(i => i.LinkId == linkId && i.State == IssuanceState.Activated);
}
