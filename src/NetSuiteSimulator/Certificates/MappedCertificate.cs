
namespace NetSuiteSimulator.Certificates;

/// <summary>A certificate mapped to one integration record, role and user of an account (subsect_162755332391).</summary>
public sealed class MappedCertificate
{
    private DateTimeOffset? _revokedAt;

    internal MappedCertificate(CertificateKey key) => Key = key;

    /// <summary>base64url(SHA-256(DER)): what a client assertion names as <c>kid</c>.</summary>
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required long Entity { get; init; }

    public required long Role { get; init; }

    /// <summary>As NetSuite shows it; the private key is not here.</summary>
    public required string Pem { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>What NetSuite granted: it may be earlier than the certificate's own end.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>From when a token can be had with it.</summary>
    public required DateTimeOffset VisibleAt { get; init; }

    /// <summary><c>RSA</c> or <c>EC</c>.</summary>
    public string Algorithm => Key.Family;

    public DateTimeOffset? RevokedAt => _revokedAt;

    internal CertificateKey Key { get; }

    public bool IsActive(DateTimeOffset now) => _revokedAt is null && now < ValidUntil;

    /// <summary>Irreversible. False when it is revoked already; call it under the register's lock.</summary>
    internal bool TryRevoke(DateTimeOffset now)
    {
        if (_revokedAt is not null)
        {
            return false;
        }

        _revokedAt = now;
        return true;
    }
}
