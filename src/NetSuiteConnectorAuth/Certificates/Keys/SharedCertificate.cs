using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// The vendor's own certificate with its private key, uploaded to every tenant when <c>Certificates:Mode</c> is Shared; there is none
/// in the other mode.
/// </summary>
public sealed class SharedCertificate(MadeCertificate certificate)
{
    private const string Path = "Certificates:SharedCertificatePath";
    private const string Password = "Certificates:SharedCertificatePassword";

    public MadeCertificate Certificate { get; } = certificate;

    /// <summary>Reads it at the start, when somebody looks: months later, at the first upload, nobody would.</summary>
    /// <returns>Null when the mode is another, or when it is at fault.</returns>
    public static SharedCertificate? Read(ConfigurationReader config, CertificateOptions options, DateTimeOffset now)
    {
        if (options.Mode != CertificateMode.Shared || options.SharedCertificatePath is not { } path || !File.Exists(path))
        {
            // Nothing to read, or the options have said so already.
            return null;
        }

        var (made, key, fault) = ReadFile(path, options);
        if (made is null)
        {
            config.Fault(key, fault);
            return null;
        }

        Judge(config, made, now);
        return new SharedCertificate(made);
    }

    private static void Judge(ConfigurationReader config, MadeCertificate made, DateTimeOffset now)
    {
        if (made.NotAfter <= now)
        {
            config.Fault(Path, $"names a certificate that expired {made.NotAfter:u}.");
        }
        else if (made.NotBefore > now)
        {
            config.Fault(Path, $"names a certificate that is not valid before {made.NotBefore:u}.");
        }

        if (made.NotAfter - made.NotBefore > CertificateFactory.LongestLifetime)
        {
            config.Warn(Path, "names a certificate of more than two years: NetSuite shortens it without a word.");
        }
    }

    private static (MadeCertificate? Made, string Key, string Fault) ReadFile(string path, CertificateOptions options)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            var text = System.Text.Encoding.UTF8.GetString(content);
            return text.Contains("-----BEGIN ", StringComparison.Ordinal)
                ? ReadPem(new Secret(text), options)
                : ReadPfx(content, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return At(Path, "names a file that cannot be read.");
        }
    }

    private static (MadeCertificate? Made, string Key, string Fault) ReadPem(Secret text, CertificateOptions options)
    {
        var blocks = PemBlock.AllOf(text.Reveal());
        if (!text.Reveal().Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return WithoutKey();
        }

        if (!SuppliedKey.TryRead(text, options.SharedCertificatePassword, options.Algorithm, out var key, out var fault))
        {
            return fault switch
            {
                SuppliedKeyFault.Encrypted when options.SharedCertificatePassword is null => At(Password, "is required: the private key is encrypted."),
                SuppliedKeyFault.Encrypted => At(Password, "does not open the private key (an encrypted one must be PKCS#8)."),
                SuppliedKeyFault.Weak => Weak(),
                _ => At(Path, "must hold one RSA or EC private key in PEM form."),
            };
        }

        // The file may hold the chain as well: the key tells which one is meant.
        foreach (var block in blocks.Where(block => block.IsCertificate))
        {
            if (SuppliedCertificate.TryLoad(block.Der) is { } certificate)
            {
                using (certificate)
                {
                    if (key.Fits(certificate))
                    {
                        return (key.With(certificate), Path, "");
                    }
                }
            }
        }

        return At(Path, "holds no certificate of its private key.");
    }

    private static (MadeCertificate? Made, string Key, string Fault) ReadPfx(byte[] content, CertificateOptions options)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12(
                content, options.SharedCertificatePassword?.Reveal(), X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet);
            using AsymmetricAlgorithm? exported = (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey();
            if (exported is null)
            {
                return certificate.HasPrivateKey ? Weak() : WithoutKey();
            }

            return SuppliedKey.TryRead(new Secret(exported.ExportPkcs8PrivateKeyPem()), null, options.Algorithm, out var key, out _)
                ? (key.With(certificate), Path, "")
                : Weak();
        }
        catch (CryptographicException)
        {
            return IsPkcs12(content)
                ? At(Password, "does not open the PFX file.")
                : At(Path, "names a file that is neither PFX nor PEM.");
        }
    }

    /// <summary>Whether it begins as RFC 7292 §4 says; a wrong password and a broken file look alike to the loader.</summary>
    private static bool IsPkcs12(byte[] content)
    {
        try
        {
            return new AsnReader(content, AsnEncodingRules.BER).ReadSequence().ReadInteger() == 3;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static (MadeCertificate? Made, string Key, string Fault) WithoutKey() => At(Path, "must hold the certificate together with its private key.");

    private static (MadeCertificate? Made, string Key, string Fault) Weak() =>
        At(Path, "holds a key that NetSuite does not accept: RSA of 3072 or 4096 bits, or P-256, P-384 or P-521.");

    private static (MadeCertificate? Made, string Key, string Fault) At(string key, string fault) => (null, key, fault);
}
