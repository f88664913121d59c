using System.Security.Cryptography;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>The configured callers: who they are, what proves it, and how often they may ask. Replaced as a whole while requests run.</summary>
public sealed class CallerDirectory(IReadOnlyList<CallerOptions> callers, IReadOnlyList<IssuerOptions> issuers, TimeProvider time)
{
    private readonly DecoyKeys _decoys = new();
    private volatile CallerSnapshot _current = CallerSnapshot.Of(callers, issuers, before: null, time);

    /// <summary>Of all callers, in the order of the configuration.</summary>
    public IReadOnlyList<CredentialUse> Credentials => _current.Credentials;

    /// <summary>Whether anybody's bearer tokens stand for callers.</summary>
    public bool HasIssuers => _current.HasIssuers;

    /// <summary>From now on these and no others. Who is still among them keeps its rate and its last uses.</summary>
    public void Replace(IReadOnlyList<CallerOptions> callers, IReadOnlyList<IssuerOptions> issuers) =>
        _current = CallerSnapshot.Of(callers, issuers, _current, time);

    /// <summary>
    /// The caller, or null when it is unknown or the secret is wrong; both take the same work, so that time does not tell which.
    /// </summary>
    public ProvenCaller? Authenticate(string clientId, Secret secret)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SecretHash.Compute(secret, digest);
        return _current.Find(clientId, digest);
    }

    /// <summary>Who signed it, out of the keys of the caller that it names; null takes as long as a wrong signature. Its claims are not judged.</summary>
    public ProvenCaller? Authenticate(Jwt assertion) => _current.Find(assertion, _decoys);

    public bool IsIssuer(string? issuer) => issuer is not null && _current.IsIssuer(issuer.TrimEnd('/'));

    /// <summary>Whom an issuer's token stands for, by audience and subject. Its signature is not judged.</summary>
    public ProvenCaller? FindVouchedFor(Jwt token) => _current.FindVouchedFor(token);
}
