using System.Security.Cryptography;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>What each algorithm implies (RFC 7518 §3.1).</summary>
public static class SigningAlgorithmFacts
{
    public static HashAlgorithmName HashName(this SigningAlgorithm algorithm) => algorithm switch
    {
        SigningAlgorithm.ES256 or SigningAlgorithm.PS256 => HashAlgorithmName.SHA256,
        SigningAlgorithm.ES384 or SigningAlgorithm.PS384 => HashAlgorithmName.SHA384,
        SigningAlgorithm.ES512 or SigningAlgorithm.PS512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a signing algorithm."),
    };

    /// <summary>The curve; null for RSA.</summary>
    public static ECCurve? Curve(this SigningAlgorithm algorithm) => algorithm switch
    {
        SigningAlgorithm.ES256 => ECCurve.NamedCurves.nistP256,
        SigningAlgorithm.ES384 => ECCurve.NamedCurves.nistP384,
        SigningAlgorithm.ES512 => ECCurve.NamedCurves.nistP521,
        _ => null,
    };
}
