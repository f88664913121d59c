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
        if (options.Certificate is not null)
        {
            ring.ProtectKeysWithCertificate(options.Certificate);
        }

        if (options.PreviousCertificates.Count > 0)
        {
            ring.UnprotectKeysWithAnyCertificate([.. options.PreviousCertificates]);
        }
    }
}
