namespace NetSuiteConnectorAuth.Callers;

/// <summary>What a caller proves itself with.</summary>
public enum CredentialKind
{
    /// <summary>One of <c>Callers:{client_id}:Secrets</c>, told by the first eight digits of its hash.</summary>
    Secret,

    /// <summary>One of <c>Callers:{client_id}:PublicKeys</c>, told by its fingerprint.</summary>
    PublicKey,

    /// <summary>The tokens of one of <c>Issuers</c>, told by its name.</summary>
    Issuer,
}
