using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>Reads a certificate that somebody else made.</summary>
internal static class SuppliedCertificate
{
    /// <summary>Null unless the text holds one certificate and no other block: which of several is meant nobody could say.</summary>
    public static X509Certificate2? TryReadOnly(string pem) =>
        PemBlock.AllOf(pem) is [{ IsCertificate: true } only] ? TryLoad(only.Der) : null;

    public static X509Certificate2? TryLoad(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
