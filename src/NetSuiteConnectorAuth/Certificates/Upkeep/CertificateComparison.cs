using NetSuiteConnectorAuth.NetSuite.Answers;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What NetSuite's list says that our store does not know. Pure.</summary>
/// <param name="IsSigningActive">Whether the certificate that signs stands in the list, not revoked.</param>
/// <param name="Validities">NetSuite's word on the end of those of ours that are in use.</param>
/// <param name="IsFull">The next rotation would find no room.</param>
public sealed record CertificateComparison(bool IsSigningActive, bool IsSigningRevoked, IReadOnlyDictionary<string, DateOnly> Validities, bool IsFull)
{
    /// <param name="ours">All of the tenant's that NetSuite may still take.</param>
    /// <param name="limit">Active certificates that the record may have, whoever made them.</param>
    public static CertificateComparison Of(
        Certificate signing, IReadOnlyCollection<Certificate> ours, IReadOnlyList<ListedCertificate> listed, int limit, DateTimeOffset now)
    {
        var byId = listed.DistinctBy(c => c.Id).ToDictionary(c => c.Id);
        var signs = byId.GetValueOrDefault(signing.Id);
        var expendable = ours.Where(c => c.AbandonedAt is not null || c.RetiredAt is not null).Select(c => c.Id).ToHashSet();
        return new CertificateComparison(
            signs is { Revoked: false },
            signs is { Revoked: true },
            ours.Where(c => c.AbandonedAt is null && byId.GetValueOrDefault(c.Id) is { Revoked: false, ValidUntil: not null })
                .ToDictionary(c => c.Id, c => byId[c.Id].ValidUntil!.Value),
            listed.Count(c => c.MayBeActive(now) && !expendable.Contains(c.Id)) >= limit);
    }
}
