using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NetSuiteSimulator.Signing;

namespace NetSuiteSimulator.Certificates;

/// <summary>The public key of an uploaded certificate: RSA with 3072 or 4096 bits, or a NIST curve (subsect_162755332391).</summary>
internal sealed class CertificateKey
{
    private const string RsaPssOid = "1.2.840.113549.1.1.10";

    private readonly KeyPool<RSA>? _rsa;
    private readonly KeyPool<ECDsa>? _ec;
    private readonly string? _ecAlgorithm;

    private CertificateKey(RSAParameters parameters) => _rsa = new KeyPool<RSA>(() => RSA.Create(parameters));

    private CertificateKey(ECParameters parameters, string algorithm)
    {
        _ec = new KeyPool<ECDsa>(() => ECDsa.Create(parameters));
        _ecAlgorithm = algorithm;
    }

    public string Family => _rsa is not null ? "RSA" : "EC";

    /// <summary>Null for a key NetSuite does not take.</summary>
    public static CertificateKey? From(X509Certificate2 certificate)
    {
        try
        {
            using var rsa = OpenRsa(certificate);
            if (rsa is not null)
            {
                return rsa.KeySize is 3072 or 4096 ? new CertificateKey(rsa.ExportParameters(includePrivateParameters: false)) : null;
            }

            using var ec = certificate.GetECDsaPublicKey();
            if (ec?.ExportParameters(includePrivateParameters: false) is { Curve.IsNamed: true } parameters)
            {
                return parameters.Curve.Oid.Value switch
                {
                    "1.2.840.10045.3.1.7" => new CertificateKey(parameters, "ES256"),
                    "1.3.132.0.34" => new CertificateKey(parameters, "ES384"),
                    "1.3.132.0.35" => new CertificateKey(parameters, "ES512"),
                    _ => null,
                };
            }
        }
        catch (CryptographicException)
        {
            // A key the platform cannot read is none NetSuite takes.
        }

        return null;
    }

    /// <summary>The algorithm follows from the key, whatever the header says (RFC 8725 §3.1): one ES* for a curve, any PS* for RSA.</summary>
    public bool Fits(string algorithm) => _ecAlgorithm is not null ? algorithm == _ecAlgorithm : algorithm is "PS256" or "PS384" or "PS512";

    /// <summary>ES*: r‖s, not DER (RFC 7518 §3.4). PS*: a salt as long as the hash (§3.5).</summary>
    public bool Verify(string algorithm, byte[] data, byte[] signature)
    {
        var hash = algorithm[2..] switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        return _rsa is not null
            ? _rsa.Use((data, signature, hash), static (key, it) => key.VerifyData(it.data, it.signature, it.hash, RSASignaturePadding.Pss))
            : _ec!.Use((data, signature, hash), static (key, it) =>
                key.VerifyData(it.data, it.signature, it.hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>Oracle's SuiteScript page makes keys with <c>-newkey rsa-pss</c> (section_0312092247), whose OID the platform's getter passes over.</summary>
    private static RSA? OpenRsa(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value != RsaPssOid)
        {
            return certificate.GetRSAPublicKey();
        }

        var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(certificate.PublicKey.EncodedKeyValue.RawData, out _);
        return rsa;
    }
}
