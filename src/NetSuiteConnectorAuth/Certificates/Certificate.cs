using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A certificate with which one tenant signs: made here for it, taken over by an import, or the vendor's own. Only facts are stored, each the
/// time it became true; what follows from them is decided by <see cref="CertificatePolicy"/>. One certificate may stand in several accounts,
/// so its ID is unique only beside its tenant.
/// </summary>
public sealed class Certificate
{
    /// <summary>A day, and the hours by which a zone west of ours is behind.</summary>
    private static readonly TimeSpan LongestLastDay = TimeSpan.FromDays(2);

    public required TenantName Tenant { get; init; }

    /// <summary>base64url(SHA-256(DER)), 43 characters: NetSuite's certificate ID and the assertion's <c>kid</c>, known before the upload.</summary>
    public required string Id { get; init; }

    public required AccountId Account { get; init; }

    public required string ClientId { get; init; }

    public required int Role { get; init; }

    public required int Entity { get; init; }

    public required SigningAlgorithm Algorithm { get; init; }

    public required string Pem { get; init; }

    /// <summary>Null once shredded.</summary>
    public ProtectedSecret? PrivateKey { get; private set; }

    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>What the certificate itself says; NetSuite may grant less, see <see cref="ValidUntil"/>.</summary>
    public required DateTimeOffset NotAfter
    {
        get;
        init
        {
            field = value;
            ValidUntil = value;
        }
    }

    /// <summary>What NetSuite grants. Before the upload: <see cref="NotAfter"/>.</summary>
    public DateTimeOffset ValidUntil { get; private set; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>It may be at NetSuite, though no answer may have come. When false, NetSuite has never heard of it.</summary>
    public bool HasLeft { get; private set; }

    public DateTimeOffset? UploadedAt { get; private set; }

    public DateTimeOffset? ProvenAt { get; private set; }

    public DateTimeOffset? ActivatedAt { get; private set; }

    /// <summary>Another certificate signs since, and this one only drains; or its tenant was disconnected.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Given up before it was ever activated; if NetSuite lists it, it is an orphan of ours until <see cref="RevokedAt"/>.</summary>
    public DateTimeOffset? AbandonedAt { get; private set; }

    /// <summary>
    /// NetSuite was about to be asked to revoke it by the last login of its user, and did not say no. Should the answer be lost, nobody can
    /// ask again: from then on its login, refused for good, is the answer.
    /// </summary>
    public DateTimeOffset? RevokingAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>
    /// From then on NetSuite takes it for certain no more. <see cref="ValidUntil"/> is the cautious beginning of the last day, and nobody
    /// says in which time zone that day ends; so is <see cref="NotAfter"/> of a certificate that we know from NetSuite's list alone.
    /// </summary>
    public DateTimeOffset OverAt => Pem.Length > 0 && NotAfter < ValidUntil + LongestLastDay ? NotAfter : ValidUntil + LongestLastDay;

    public Certificate Keep(ProtectedSecret privateKey)
    {
        PrivateKey = privateKey;
        return this;
    }

    /// <summary>It is about to leave for NetSuite, or somebody else may have mapped it there.</summary>
    public Certificate Leaves()
    {
        HasLeft = true;
        return this;
    }

    /// <summary>
    /// NetSuite has it. <paramref name="validUntil"/> is a date without a time zone, so the certificate is used only up to that day's
    /// beginning in UTC.
    /// </summary>
    public void Uploaded(DateOnly? validUntil, DateTimeOffset now)
    {
        HasLeft = true;
        UploadedAt ??= now;
        if (validUntil is { } day && new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) is var granted && granted < NotAfter)
        {
            ValidUntil = granted;
        }
    }

    /// <summary>
    /// NetSuite's list says something else of its end than NetSuite said before. False when it is as we knew.
    /// </summary>
    public bool Granted(DateOnly validUntil)
    {
        var before = ValidUntil;
        var granted = new DateTimeOffset(validUntil, TimeOnly.MinValue, TimeSpan.Zero);
        ValidUntil = granted < NotAfter ? granted : NotAfter;
        return ValidUntil != before;
    }

    public void Proven(DateTimeOffset now) => ProvenAt ??= now;

    /// <summary>It is proven, and nobody has given it up since.</summary>
    public bool MaySign => ProvenAt is not null && AbandonedAt is null && RevokedAt is null;

    /// <summary>It signs from now on. False, and nothing changes, when it may not.</summary>
    public bool Activated(DateTimeOffset now)
    {
        if (!MaySign)
        {
            return false;
        }

        ActivatedAt ??= now;
        return true;
    }

    /// <summary>Its tokens are those of the same user in the same role.</summary>
    public bool ActsAs(Certificate other) => (Account, ClientId, Role, Entity) == (other.Account, other.ClientId, other.Role, other.Entity);

    public void Retired(DateTimeOffset now) => RetiredAt ??= now;

    /// <summary>NetSuite takes it no longer, so its key is of no more use to anybody: it is shredded at once.</summary>
    public void Revoked(DateTimeOffset now)
    {
        RevokedAt ??= now;
        PrivateKey = null;
    }

    /// <summary>
    /// The vendor's own certificate is used once more in this tenant. False, and nothing changes, when it was revoked: that is for good.
    /// </summary>
    public bool Reuse(ProtectedSecret privateKey)
    {
        if (RevokedAt is not null)
        {
            return false;
        }

        (AbandonedAt, RetiredAt, RevokingAt) = (null, null, null);
        PrivateKey = privateKey;
        return true;
    }

    /// <summary>
    /// Its key is destroyed although the certificate is not revoked: somebody ordered it so, or another tenant lives by the certificate.
    /// </summary>
    public void Shred() => PrivateKey = null;

    /// <summary>
    /// It will never sign. Its key is kept until NetSuite is rid of it, for there may be no other token to revoke it with; of one that never
    /// left NetSuite is rid already. False, and nothing changes, when it was activated: the key that signs is not given up like this.
    /// </summary>
    public bool Abandoned(DateTimeOffset now)
    {
        if (ActivatedAt is not null)
        {
            return false;
        }

        AbandonedAt ??= now;
        if (!HasLeft)
        {
            Revoked(now);
        }

        return true;
    }
}
