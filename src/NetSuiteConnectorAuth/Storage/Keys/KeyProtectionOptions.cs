using System.Security.Cryptography.X509Certificates;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>What protects the keys that protect everything else.</summary>
/// <param name="KeyRingPath">A folder. Unused with Postgres, where the key ring is in the database.</param>
/// <param name="Certificate">Encrypts the key ring; null leaves it in clear.</param>
/// <param name="PreviousCertificates">Still decrypt what an earlier one encrypted.</param>
public sealed record KeyProtectionOptions(
    string KeyRingPath,
    X509Certificate2? Certificate,
    IReadOnlyList<X509Certificate2> PreviousCertificates,
    bool AllowUnprotected)
{
    public static KeyProtectionOptions Read(ConfigurationReader config)
    {
        var path = config.Text("KeyProtection:CertificatePath");
        var password = config.Secret("KeyProtection:CertificatePassword");
        var options = new KeyProtectionOptions(
            config.Text("KeyProtection:KeyRingPath") ?? "data/keys",
            path is null ? null : ReadCertificate(config, "KeyProtection:CertificatePath", path, password),
            ReadPrevious(config, password),
            config.Flag("KeyProtection:AllowUnprotected", config.IsDevelopment));

        if (File.Exists(options.KeyRingPath))
        {
            config.Fault("KeyProtection:KeyRingPath", "names a file: it is the folder of the key ring, such as data/keys.");
        }

        if (path is null && !options.AllowUnprotected)
        {
            config.Fault("KeyProtection:CertificatePath", "is required to encrypt the key ring; or set KeyProtection:AllowUnprotected.");
        }
        else if (path is null && !config.IsDevelopment)
        {
            config.Warn("KeyProtection:AllowUnprotected", "leaves the key ring in clear: who copies it and the database has every key.");
        }

        return options;
    }

    private static List<X509Certificate2> ReadPrevious(ConfigurationReader config, Secret? password)
    {
        const string key = "KeyProtection:PreviousCertificatePaths";
        return [.. config.List(key).Select((path, i) => ReadCertificate(config, $"{key}:{i}", path, password)).OfType<X509Certificate2>()];
    }

    private static X509Certificate2? ReadCertificate(ConfigurationReader config, string key, string path, Secret? password)
    {
        if (!KeyProtectionCertificate.TryRead(path, password, out var certificate, out var whyNot))
        {
            config.Fault(key, whyNot);
        }

        return certificate;
    }
}
