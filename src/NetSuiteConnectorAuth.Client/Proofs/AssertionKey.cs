using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth.Client.Proofs;

/// <summary>A private key and the one algorithm of RFC 7518 it is used with.</summary>
internal sealed class AssertionKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly HashAlgorithmName _hash;

    private AssertionKey(AsymmetricAlgorithm key, string algorithm, HashAlgorithmName hash) => (_key, Algorithm, _hash) = (key, algorithm, hash);

    /// <summary>The JWT's <c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <exception cref="ArgumentException">No key, or one of another kind. Does not say what was in the text.</exception>
    public static AssertionKey Of(string pem)
    {
        var key = Import(pem);
        return key switch
        {
            ECDsa { KeySize: 256 } => new(key, "ES256", HashAlgorithmName.SHA256),
            ECDsa { KeySize: 384 } => new(key, "ES384", HashAlgorithmName.SHA384),
            ECDsa { KeySize: 521 } => new(key, "ES512", HashAlgorithmName.SHA512),
            RSA { KeySize: >= 2048 } => new(key, "PS256", HashAlgorithmName.SHA256),
            _ => throw new ArgumentException("No key on P-256, P-384 or P-521, and none of RSA with 2048 bits or more."),
        };
    }

    public byte[] Sign(string input)
    {
        var bytes = Encoding.ASCII.GetBytes(input);
        return _key is ECDsa ecdsa
            ? ecdsa.SignData(bytes, _hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : ((RSA)_key).SignData(bytes, _hash, RSASignaturePadding.Pss);
    }

    public void Dispose() => _key.Dispose();

    private static AsymmetricAlgorithm Import(string pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            return ecdsa;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            ecdsa.Dispose();
        }

        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }
}
