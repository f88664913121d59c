using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using NetSuiteConnectorAuth.Certificates;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// A parsed private key with the ID of its certificate. The algorithm follows from the key: a curve has one, an RSA key those with PSS.
/// Thread-safe until disposed.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const int SmallestRsaKey = 3072;

    private readonly AsymmetricAlgorithm _key;
    private readonly OwnSigner _signer;

    private SigningKey(AsymmetricAlgorithm key, SecurityKey securityKey, string certificateId, SigningAlgorithm algorithm)
    {
        _key = key;
        (CertificateId, Algorithm) = (certificateId, algorithm);
        securityKey.KeyId = certificateId;
        _signer = new OwnSigner(securityKey, algorithm.ToString());
        securityKey.CryptoProviderFactory = _signer;
        Credentials = new SigningCredentials(securityKey, algorithm.ToString());
    }

    public string CertificateId { get; }

    public SigningAlgorithm Algorithm { get; }

    internal SigningCredentials Credentials { get; }

    /// <param name="privateKeyPem">PKCS#8, SEC 1 or PKCS#1.</param>
    /// <param name="made">The algorithm the key was made for. Null for a key from elsewhere: an RSA key then signs with PS256.</param>
    /// <exception cref="CryptographicException">Not a key NetSuite accepts, or not one for that algorithm.</exception>
    public static SigningKey FromPem(Secret privateKeyPem, string certificateId, SigningAlgorithm? made = null)
    {
        var key = Import(privateKeyPem);
        try
        {
            var algorithm = AlgorithmOf(key, made);
            SecurityKey securityKey = key is ECDsa ecdsa ? new ECDsaSecurityKey(ecdsa) : new RsaSecurityKey((RSA)key);
            return new SigningKey(key, securityKey, certificateId, algorithm);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _signer.Provider.Dispose();
        _key.Dispose();
    }

    private static AsymmetricAlgorithm Import(Secret pem) =>
        (HoldsPrivateKey(pem) ? TryImport(ECDsa.Create(), pem) ?? TryImport(RSA.Create(), pem) : null)
        ?? throw new CryptographicException("Not an RSA or EC private key in PEM form.");

    // A public key would import as well, and fail at the first signature.
    private static bool HoldsPrivateKey(Secret pem) =>
        PemEncoding.TryFind(pem.Reveal(), out var block) && pem.Reveal()[block.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, Secret pem)
    {
        try
        {
            key.ImportFromPem(pem.Reveal());
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // Another kind of key, or none: the text itself must not reach a log with the exception.
            key.Dispose();
            return null;
        }
    }

    private static SigningAlgorithm AlgorithmOf(AsymmetricAlgorithm key, SigningAlgorithm? made)
    {
        SigningAlgorithm[] possible = key switch
        {
            ECDsa ecdsa when CurveOf(ecdsa) is { } curve => Array.FindAll(Enum.GetValues<SigningAlgorithm>(), a => a.Curve()?.Oid.Value == curve),
            RSA { KeySize: >= SmallestRsaKey } => [SigningAlgorithm.PS256, SigningAlgorithm.PS384, SigningAlgorithm.PS512],
            _ => [],
        };
        return possible.Length == 0 ? throw new CryptographicException("NetSuite accepts P-256, P-384, P-521, and RSA from 3072 bits.")
            : made is null ? possible[0]
            : possible.Contains(made.Value) ? made.Value
            : throw new CryptographicException("The key does not fit the algorithm it is said to be made for.");
    }

    // By name and not by size: other curves have 256 bits, too.
    private static string? CurveOf(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value;

    /// <summary>
    /// One signature provider for the key's whole life. The default factory would make one for each signature, or cache it by the key's
    /// thumbprint beyond that life: a key parsed again would be given its disposed twin.
    /// </summary>
    private sealed class OwnSigner(SecurityKey key, string algorithm) : CryptoProviderFactory
    {
        public SignatureProvider Provider { get; } = new AsymmetricSignatureProvider(key, algorithm, willCreateSignatures: true);

        public override SignatureProvider CreateForSigning(SecurityKey key, string algorithm) => Provider;

        public override SignatureProvider CreateForSigning(SecurityKey key, string algorithm, bool cacheProvider) => Provider;

        public override void ReleaseSignatureProvider(SignatureProvider signatureProvider)
        {
            // It goes with the key.
        }
    }
}
