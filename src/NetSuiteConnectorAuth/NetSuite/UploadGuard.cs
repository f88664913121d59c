using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Looks at what is about to be uploaded: one certificate and nothing else, above all no private key.</summary>
internal static class UploadGuard
{
    /// <summary>Null when the text may leave.</summary>
    public static NetSuiteFailure? Refuse(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
        {
            return new NetSuiteFailure(FailureKind.Permanent, FailureCodes.PrivateKeyRefused);
        }

        return IsExactlyOneCertificate(pem) ? null : new NetSuiteFailure(FailureKind.Permanent, FailureCodes.CertificateMalformed);
    }

    private static bool IsExactlyOneCertificate(string pem)
    {
        var text = pem.Trim();
        if (!PemEncoding.TryFind(text, out var block) || block.Location.Start.Value != 0 || block.Location.End.Value != text.Length
            || text[block.Label] != "CERTIFICATE")
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(text);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
