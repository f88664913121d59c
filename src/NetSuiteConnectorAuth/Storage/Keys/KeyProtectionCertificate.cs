using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>Reads a certificate that encrypts the key ring, with its private key: a PFX, or a PEM file that holds both.</summary>
internal static class KeyProtectionCertificate
{
    /// <param name="whyNot">A sentence for the operator, without its subject.</param>
    public static bool TryRead(string path, Secret? password, [NotNullWhen(true)] out X509Certificate2? certificate, [NotNullWhen(false)] out string? whyNot)
    {
        certificate = null;
        whyNot = null;
        try
        {
            // Read first: the loaders say of a missing file what they say of a broken one.
            certificate = IsPem(path)
                ? ReadPem(File.ReadAllText(path), password)
                : X509CertificateLoader.LoadPkcs12(File.ReadAllBytes(path), password?.Reveal());

            // XML Encryption, which the key ring is encrypted by, knows no other key here; without a private one it could never be read again.
            using var key = certificate.GetRSAPrivateKey();
            whyNot = key is null ? "must hold an RSA certificate together with its private key." : null;
        }
        catch (CryptographicException)
        {
            whyNot = "is no PFX or PEM file with a certificate and its private key that KeyProtection:CertificatePassword opens.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            whyNot = "names a file that does not exist or cannot be read. A relative path starts at the working directory.";
        }

        return whyNot is null;
    }

    private static bool IsPem(string path) => Path.GetExtension(path).ToLowerInvariant() is ".pem" or ".crt" or ".cer";

    private static X509Certificate2 ReadPem(string text, Secret? password) =>
        password is null
            ? X509Certificate2.CreateFromPem(text, text)
            : X509Certificate2.CreateFromEncryptedPem(text, text, password.Reveal());
}
