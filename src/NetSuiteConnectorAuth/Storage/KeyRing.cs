using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// The Data Protection key ring, apart from the database it protects. In production it is itself encrypted by a certificate; earlier
/// certificates still open what they encrypted.
/// </summary>
public static class KeyRing
{
    public static void AddKeyRing(this IServiceCollection services, KeyProtectionOptions options)
    {
        var ring = services.AddDataProtection()
            .SetApplicationName("NetSuiteConnectorAuth")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.GetFullPath(options.KeyRingPath)));
        if (options.CertificatePath is not null)
        {
            ring.ProtectKeysWithCertificate(Load(options.CertificatePath, options.CertificatePassword));
        }

        if (options.PreviousCertificatePaths.Count > 0)
        {
            ring.UnprotectKeysWithAnyCertificate(
                [.. options.PreviousCertificatePaths.Select(path => Load(path, options.CertificatePassword))]);
        }
    }

    private static X509Certificate2 Load(string path, Secret? password) =>
        Path.GetExtension(path).ToLowerInvariant() is ".pem" or ".crt" or ".cer"
            ? LoadPem(path, password)
            : X509CertificateLoader.LoadPkcs12FromFile(path, password?.Reveal());

    private static X509Certificate2 LoadPem(string path, Secret? password) =>
        password is null
            ? X509Certificate2.CreateFromPemFile(path)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password.Reveal());
}
