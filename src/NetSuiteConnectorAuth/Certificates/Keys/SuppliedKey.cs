using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// A private key that somebody else made, read and judged: a kind NetSuite accepts (help: "Certificate Conditions"). That its numbers
/// make a key the platform checks when it reads them. No failure carries the text it came as.
/// </summary>
public sealed class SuppliedKey
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    /// <summary>Oracle's recipes make such keys. Inside is an RSA key like any other, and PSS is all it is used for here.</summary>
    private const string RsaPss = "1.2.840.113549.1.1.10";

    private const string EcPublicKey = "1.2.840.10045.2.1";

    private readonly byte[] _publicKey;

    private SuppliedKey(SigningAlgorithm algorithm, Secret privateKeyPem, byte[] publicKey)
    {
        (Algorithm, PrivateKeyPem) = (algorithm, privateKeyPem);
        _publicKey = publicKey;
    }

    public SigningAlgorithm Algorithm { get; }

    /// <summary>PKCS#8, in clear, whatever it came as.</summary>
    public Secret PrivateKeyPem { get; }

    /// <param name="pem">PKCS#8, SEC 1 or PKCS#1; other blocks than private keys are passed over.</param>
    /// <param name="password">Opens an encrypted PKCS#8 block.</param>
    /// <param name="preferred">What an RSA key signs with, when it is one of the PS algorithms; otherwise PS256. A curve has one algorithm.</param>
    public static bool TryRead(
        Secret pem, Secret? password, SigningAlgorithm preferred, [NotNullWhen(true)] out SuppliedKey? key, out SuppliedKeyFault fault)
    {
        key = null;
        if (PemBlock.AllOf(pem.Reveal()).Where(block => block.IsPrivateKey).ToList() is not [var only])
        {
            // The old way of openssl to encrypt puts headers into the block, which is then none by RFC 7468.
            fault = pem.Reveal().Contains("ENCRYPTED", StringComparison.Ordinal) ? SuppliedKeyFault.Encrypted : SuppliedKeyFault.Unreadable;
            return false;
        }

        if (!TryImport(only, password, out var imported, out fault))
        {
            return false;
        }

        using (imported)
        {
            if (AlgorithmOf(imported, preferred) is { } algorithm)
            {
                key = new SuppliedKey(algorithm, new Secret(imported.ExportPkcs8PrivateKeyPem()), PublicKeyOf(imported));
            }
        }

        fault = SuppliedKeyFault.Weak;
        return key is not null;
    }

    /// <summary>Whether the certificate is this key's.</summary>
    public bool Fits(X509Certificate2 certificate) => certificate.PublicKey.EncodedKeyValue.RawData.AsSpan().SequenceEqual(_publicKey);

    public bool IsSameAs(SuppliedKey other) => other._publicKey.AsSpan().SequenceEqual(_publicKey);

    /// <summary>The key with its certificate. The caller has made sure that it <see cref="Fits"/>.</summary>
    public MadeCertificate With(X509Certificate2 certificate) => new(
        CertificateFactory.IdOf(certificate),
        Algorithm,
        certificate.ExportCertificatePem(),
        PrivateKeyPem,
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    private static SigningAlgorithm? AlgorithmOf(AsymmetricAlgorithm key, SigningAlgorithm preferred) => key switch
    {
        // By name and not by size: other curves have 256 bits, too.
        ECDsa ecdsa when CurveOf(ecdsa) is { } curve =>
            Enum.GetValues<SigningAlgorithm>().Cast<SigningAlgorithm?>().FirstOrDefault(a => a!.Value.Curve()?.Oid.Value == curve),
        RSA { KeySize: 3072 or 4096 } => preferred.Curve() is null ? preferred : SigningAlgorithm.PS256,
        _ => null,
    };

    private static string? CurveOf(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value;

    /// <summary>As a certificate carries it: PKCS#1 for RSA (RFC 3279 §2.3.1), the uncompressed point for a curve (RFC 5480 §2.2).</summary>
    private static byte[] PublicKeyOf(AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            return rsa.ExportRSAPublicKey();
        }

        var point = ((ECDsa)key).ExportParameters(includePrivateParameters: false).Q;
        return [0x04, .. point.X!, .. point.Y!];
    }

    private static bool TryImport(PemBlock block, Secret? password, [NotNullWhen(true)] out AsymmetricAlgorithm? key, out SuppliedKeyFault fault)
    {
        key = null;
        fault = SuppliedKeyFault.Unreadable;
        try
        {
            if (block.Label == "ENCRYPTED PRIVATE KEY")
            {
                fault = SuppliedKeyFault.Encrypted;
                if (password is null)
                {
                    return false;
                }

                key = FromEncrypted(block.Der, password);
            }
            else
            {
                key = block.Label switch
                {
                    "RSA PRIVATE KEY" => FromPkcs1(block.Der),
                    "EC PRIVATE KEY" => FromEc(ec => ec.ImportECPrivateKey(block.Der, out _)),
                    _ => FromPkcs8(block.Der),
                };
            }

            // It is a key, of a kind that is none of ours.
            fault = SuppliedKeyFault.Weak;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            // What the text is, its sender sees better: nothing of it goes into a log with the exception.
        }
        catch (PlatformNotSupportedException)
        {
            fault = SuppliedKeyFault.Weak;
        }

        return key is not null;
    }

    /// <summary>RFC 5958 §2: the version, what kind of key it is, the key.</summary>
    private static AsymmetricAlgorithm? FromPkcs8(byte[] der)
    {
        var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        _ = info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier() switch
        {
            RsaEncryption or RsaPss => FromPkcs1(info.ReadOctetString()),
            EcPublicKey => FromEc(ec => ec.ImportPkcs8PrivateKey(der, out _)),
            _ => null,
        };
    }

    /// <summary>What kind of key it is shows only when it is open.</summary>
    private static AsymmetricAlgorithm FromEncrypted(byte[] der, Secret password)
    {
        try
        {
            return FromEc(ec => ec.ImportEncryptedPkcs8PrivateKey(password.Reveal(), der, out _));
        }
        catch (CryptographicException)
        {
            var rsa = RSA.Create();
            return Import(rsa, () => rsa.ImportEncryptedPkcs8PrivateKey(password.Reveal(), der, out _));
        }
    }

    private static RSA FromPkcs1(byte[] der)
    {
        var rsa = RSA.Create();
        return Import(rsa, () => rsa.ImportRSAPrivateKey(der, out _));
    }

    private static ECDsa FromEc(Action<ECDsa> import)
    {
        var ec = ECDsa.Create();
        return Import(ec, () => import(ec));
    }

    private static T Import<T>(T key, Action import)
        where T : AsymmetricAlgorithm
    {
        var isKey = false;
        try
        {
            import();
            isKey = true;
            return key;
        }
        finally
        {
            if (!isKey)
            {
                key.Dispose();
            }
        }
    }
}
