using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace NetSuiteSimulator.Tests.Infrastructure;

/// <summary>A self-signed certificate and its key. RSA keys are made once: they take a while.</summary>
public sealed class TestCertificate
{
    private static readonly ConcurrentDictionary<int, Lazy<RSA>> RsaKeys = new();

    private TestCertificate(X509Certificate2 certificate, SecurityKey key, string algorithm)
    {
        Pem = certificate.ExportCertificatePem();
        Id = WebEncoders.Base64UrlEncode(SHA256.HashData(certificate.RawData));
        Key = key;
        Algorithm = algorithm;
    }

    public string Pem { get; }

    public string Id { get; }

    public SecurityKey Key { get; }

    public string Algorithm { get; }

    public static TestCertificate Make(string algorithm, DateTimeOffset now, int days = 365, int? rsaBits = null)
    {
        var request = algorithm switch
        {
            "ES256" => Request(ECCurve.NamedCurves.nistP256, out var key, out _) is var it ? (it, key) : default,
            "ES384" => Request(ECCurve.NamedCurves.nistP384, out var key, out _) is var it ? (it, key) : default,
            "ES512" => Request(ECCurve.NamedCurves.nistP521, out var key, out _) is var it ? (it, key) : default,
            _ => RsaRequest(rsaBits ?? 3072),
        };
        using var certificate = request.Item1.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(days));
        return new TestCertificate(certificate, request.Item2, algorithm);
    }

    /// <summary>With a key on any curve, for curves NetSuite does not take.</summary>
    public static string PemOn(ECCurve curve, DateTimeOffset now)
    {
        using var certificate = Request(curve, out _, out _).CreateSelfSigned(now.AddMinutes(-5), now.AddDays(365));
        return certificate.ExportCertificatePem();
    }

    private static CertificateRequest Request(ECCurve curve, out SecurityKey key, out ECDsa ec)
    {
        ec = ECDsa.Create(curve);
        key = new ECDsaSecurityKey(ec);
        return new CertificateRequest("CN=connector", ec, HashAlgorithmName.SHA256);
    }

    private static (CertificateRequest, SecurityKey) RsaRequest(int bits)
    {
        var rsa = RsaKeys.GetOrAdd(bits, static size => new Lazy<RSA>(() => RSA.Create(size))).Value;
        return (new CertificateRequest("CN=connector", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), new RsaSecurityKey(rsa));
    }
}
