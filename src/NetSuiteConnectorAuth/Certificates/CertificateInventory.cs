using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What we believe to stand at NetSuite, held against what it says. Pure.</summary>
public static class CertificateInventory
{
    /// <summary>Without NetSuite's list: the tenant's own certificates, and of the slots what we know by ourselves.</summary>
    /// <param name="sight">What was last seen of the tenant's signing certificate at NetSuite.</param>
    public static CertificatesDocument Of(
        DateTimeOffset now, TenantName tenant, IReadOnlyCollection<Certificate> ours, int limit, CertificateSight sight = CertificateSight.Unknown)
    {
        var own = Newest(ours.Where(c => c.Tenant == tenant)).ToList();
        var lost = sight is CertificateSight.Revoked or CertificateSight.Missing ? own.Find(c => StateOf(now, c) is CertificateState.Active) : null;

        // Each integration record has slots of its own: the tenant's is the one it was last mapped to.
        var standing = ours.Where(c => Stands(now, c) && c.Id != lost?.Id && c.ClientId == own.FirstOrDefault()?.ClientId).DistinctBy(c => c.Id);
        return new CertificatesDocument(
            [
                .. own.Select(c => (c == lost, sight) switch
                {
                    (true, CertificateSight.Missing) => ItemOf(c, CertificateOrigin.Missing, CertificateState.Active),
                    (true, _) => ItemOf(c, CertificateOrigin.Ours, CertificateState.Revoked),
                    _ => ItemOf(c, CertificateOrigin.Ours, StateOf(now, c)),
                }),
            ],
            new SlotsDocument(limit, null, standing.Count(), null));
    }

    /// <param name="tenant">Whose certificates are wanted, also those that NetSuite does not list.</param>
    /// <param name="clientId">Whose list was read.</param>
    /// <param name="ours">Those of every tenant in the account; of the others only what is in the list is shown.</param>
    public static CertificatesDocument Compare(
        DateTimeOffset now,
        TenantName tenant,
        string clientId,
        IReadOnlyCollection<Certificate> ours,
        IReadOnlyList<ListedCertificate> listed,
        int limit)
    {
        var rows = listed.DistinctBy(row => row.Id).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var shown = Newest(ours)
            .OrderBy(c => c.Tenant == tenant ? 0 : 1)
            .DistinctBy(c => c.Id)
            .Where(c => c.Tenant == tenant || rows.ContainsKey(c.Id))
            .ToList();
        var known = shown.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return new CertificatesDocument(
            [
                .. shown.Select(c => rows.TryGetValue(c.Id, out var row)
                    ? ItemOf(c, CertificateOrigin.Ours, row.Revoked ? CertificateState.Revoked : StateOf(now, c))
                    : ItemOf(c, IsMissed(now, clientId, c) ? CertificateOrigin.Missing : CertificateOrigin.Ours, StateOf(now, c))),
                .. rows.Values.Where(row => !known.Contains(row.Id)).OrderByDescending(row => row.Created).Select(row => ItemOf(now, row)),
            ],
            SlotsOf(now, known, rows.Values, limit));
    }

    public static SlotsDocument SlotsOf(DateTimeOffset now, IReadOnlySet<string> ours, IEnumerable<ListedCertificate> listed, int limit)
    {
        var active = listed.Where(row => row.MayBeActive(now)).ToList();
        var own = active.Count(row => ours.Contains(row.Id));
        return new SlotsDocument(limit, active.Count, own, active.Count - own);
    }

    /// <summary>The facts in the order in which each overrides those behind it.</summary>
    public static CertificateState StateOf(DateTimeOffset now, Certificate certificate) => certificate switch
    {
        { RevokedAt: not null } => CertificateState.Revoked,
        { AbandonedAt: not null } => CertificateState.Abandoned,
        _ when now >= certificate.ValidUntil => CertificateState.Expired,
        { RetiredAt: not null } => CertificateState.Draining,
        { ActivatedAt: not null } => CertificateState.Active,
        { ProvenAt: not null } => CertificateState.Proven,
        { UploadedAt: not null } => CertificateState.Uploaded,
        _ => CertificateState.Made,
    };

    /// <summary>What was never uploaded, is over or given up may well be absent; NetSuite need not list what it takes no longer.</summary>
    private static bool IsMissed(DateTimeOffset now, string clientId, Certificate certificate) =>
        Stands(now, certificate) && certificate.AbandonedAt is null && certificate.ClientId == clientId;

    private static bool Stands(DateTimeOffset now, Certificate certificate) =>
        certificate is { UploadedAt: not null, RevokedAt: null } && now < certificate.ValidUntil;

    private static IEnumerable<Certificate> Newest(IEnumerable<Certificate> certificates) => certificates.OrderByDescending(c => c.MadeAt);

    private static CertificateItem ItemOf(Certificate c, CertificateOrigin origin, CertificateState state) =>
        new(c.Id, origin, c.Algorithm.ToString(), c.NotBefore, c.ValidUntil, state is CertificateState.Revoked, state);

    private static CertificateItem ItemOf(DateTimeOffset now, ListedCertificate row) => new(
        row.Id,
        CertificateOrigin.Foreign,
        row.Algorithm,
        BeginningOf(row.ValidFrom),
        BeginningOf(row.ValidUntil),
        row.Revoked,
        row.Revoked ? CertificateState.Revoked : row.IsActive(Today(now)) ? CertificateState.Active : CertificateState.Expired);

    private static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    private static DateTimeOffset? BeginningOf(DateOnly? day) => day is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
