namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Our certificates beside NetSuite's list, as <c>GET /tenants/{tenant}/certificates</c> answers them.</summary>
public sealed record CertificatesDocument(IReadOnlyList<CertificateItem> Items, SlotsDocument Slots);

/// <param name="Algorithm">Ours: what it signs with (<c>ES256</c>). Another's: the key family NetSuite names (<c>EC</c>).</param>
/// <param name="ValidUntil">NetSuite gives dates without a time; they are written as the beginning of that day in UTC.</param>
public sealed record CertificateItem(
    string Id, CertificateOrigin Origin, string? Algorithm, DateTimeOffset? NotBefore, DateTimeOffset? ValidUntil, bool Revoked, CertificateState State);

/// <param name="Limit">How many active certificates an integration record may have in an account.</param>
/// <param name="Active">By NetSuite's list; null when it was not read.</param>
/// <param name="Ours">Those among them that this deployment made; without the list, those it believes to stand there.</param>
/// <param name="Foreign">The others; null when the list was not read.</param>
public sealed record SlotsDocument(int Limit, int? Active, int Ours, int? Foreign);
