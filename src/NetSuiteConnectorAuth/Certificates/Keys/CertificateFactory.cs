using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// Makes key pairs with self-signed certificates as NetSuite accepts them (help: "Certificate Conditions"): RSA of 3072 or 4096 bits
/// or a NIST curve, at most two years. An RSA key is a plain <c>rsaEncryption</c> key, only the certificate's signature is PSS.
/// </summary>
public static class CertificateFactory
{
    /// <summary>Two years with a leap day. NetSuite shortens what is longer, so nobody should ask for it.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(731);

    /// <summary>RFC 5280, appendix A: <c>ub-common-name</c>.</summary>
    private const int LongestCommonName = 64;

    /// <param name="rsaKeySize">3072 or 4096; ignored for the elliptic curves.</param>
    /// <param name="subjectCommonName">NetSuite does not look at it; people who list certificates do.</param>
    public static MadeCertificate Create(
        SigningAlgorithm algorithm, int rsaKeySize, string subjectCommonName, DateTimeOffset notBefore, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, LongestLifetime);

        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(subjectCommonName[..Math.Min(subjectCommonName.Length, LongestCommonName)]);
        var hash = algorithm.HashName();
        if (algorithm.Curve() is { } curve)
        {
            using var key = ECDsa.Create(curve);
            return SelfSign(new CertificateRequest(name.Build(), key, hash), key, algorithm, notBefore, lifetime);
        }

        if (rsaKeySize is not (3072 or 4096))
        {
            throw new ArgumentOutOfRangeException(nameof(rsaKeySize), rsaKeySize, "NetSuite accepts RSA keys of 3072 or 4096 bits.");
        }

        using var rsa = RSA.Create(rsaKeySize);
        return SelfSign(new CertificateRequest(name.Build(), rsa, hash, RSASignaturePadding.Pss), rsa, algorithm, notBefore, lifetime);
    }

    /// <summary>
    /// NetSuite's certificate ID, the <c>kid</c> of assertions: base64url of the SHA-256 of the DER form (<c>x5t#S256</c>, RFC 7515
    /// §4.1.8). Oracle does not say so; every ID in its examples is one.
    /// </summary>
    public static string IdOf(X509Certificate2 certificate) => Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));

    private static MadeCertificate SelfSign(
        CertificateRequest request, AsymmetricAlgorithm key, SigningAlgorithm algorithm, DateTimeOffset notBefore, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var certificate = request.CreateSelfSigned(notBefore, notBefore + lifetime);
        return new MadeCertificate(
            IdOf(certificate),
            algorithm,
            certificate.ExportCertificatePem(),
            new Secret(key.ExportPkcs8PrivateKeyPem()),
            new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
    }
}
