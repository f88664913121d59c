namespace NetSuiteConnectorAuth.NetSuite.Answers;

/// <summary>
/// One row of NetSuite's certificate list. NetSuite gives dates without time or zone, lists expired certificates too, and to
/// administrators also those of other users (help: "GET Request to Obtain the List of Certificates").
/// </summary>
/// <param name="Algorithm">The key family: <c>RSA</c> or <c>EC</c>.</param>
public sealed record ListedCertificate(
    string Id,
    int? Role,
    int? Entity,
    DateOnly? Created,
    DateOnly? ValidFrom,
    DateOnly? ValidUntil,
    bool Revoked,
    string? Algorithm)
{
    /// <summary>Whether it is good on that day. A date we could not read counts as active: better one slot too few than too many.</summary>
    public bool IsActive(DateOnly today) => !Revoked && (ValidUntil is null || today <= ValidUntil);

    /// <summary>
    /// Whether it may take a slot, or a login, somewhere: west of us it is still yesterday, and NetSuite does not say where its dates are from.
    /// </summary>
    public bool MayBeActive(DateTimeOffset now) => IsActive(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1));
}
