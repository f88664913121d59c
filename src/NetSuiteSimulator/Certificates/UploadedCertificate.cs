using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Certificates;

/// <summary>A certificate as it came, found fit (subsect_162755332391).</summary>
internal sealed record UploadedCertificate(string Id, string Pem, CertificateKey Key, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    private const string Label = "CERTIFICATE";
    private const int LongestValidityYears = 2;

    public static Verdict<UploadedCertificate> Read(string fileContent, DateTimeOffset now)
    {
        if (fileContent.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return RefusalCause.PrivateKeyUploaded;
        }

        if (SinglePem(fileContent) is not { } der)
        {
            return RefusalCause.CertificateUnreadable;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            if (CertificateKey.From(certificate) is not { } key)
            {
                return RefusalCause.CertificateKeyUnsuitable;
            }

            var notBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
            var notAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());

            // The validity is shortened, not refused: what counts is valid_until.
            var latest = notBefore.AddYears(LongestValidityYears);
            notAfter = notAfter < latest ? notAfter : latest;
            return notBefore <= now && now < notAfter
                ? new UploadedCertificate(Thumbprint(certificate.RawData), certificate.ExportCertificatePem(), key, notBefore, notAfter)
                : RefusalCause.CertificateNotCurrent;
        }
        catch (CryptographicException)
        {
            return RefusalCause.CertificateUnreadable;
        }
    }

    /// <summary>
    /// The <c>x5t#S256</c> value of RFC 7515 §4.1.8. Not written anywhere by Oracle, but true of the certificate and ID in its own example
    /// (article_0209112025).
    /// </summary>
    private static string Thumbprint(byte[] der) => Base64Url.EncodeToString(SHA256.HashData(der));

    /// <summary>Exactly one certificate, nothing else.</summary>
    private static byte[]? SinglePem(string text)
    {
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] != Label ||
            PemEncoding.TryFind(text.AsSpan(fields.Location.End.Value), out _))
        {
            return null;
        }

        var outside = string.Concat(text.AsSpan(0, fields.Location.Start.Value), text.AsSpan(fields.Location.End.Value));
        return string.IsNullOrWhiteSpace(outside) ? Convert.FromBase64String(text[fields.Base64Data]) : null;
    }
}
