using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>What protects the keys that protect everything else.</summary>
/// <param name="KeyRingPath">A folder. Unused with Postgres, where the key ring is in the database.</param>
/// <param name="CertificatePath">PFX or PEM that encrypts the key ring; null leaves it in clear.</param>
/// <param name="PreviousCertificatePaths">Certificates that still decrypt what an earlier one encrypted. They share the password.</param>
public sealed record KeyProtectionOptions(
    string KeyRingPath,
    string? CertificatePath,
    Secret? CertificatePassword,
    IReadOnlyList<string> PreviousCertificatePaths,
    bool AllowUnprotected)
{
    public static KeyProtectionOptions Read(ConfigurationReader config)
    {
        var options = new KeyProtectionOptions(
            config.Text("KeyProtection:KeyRingPath") ?? "data/keys",
            config.Text("KeyProtection:CertificatePath"),
            config.Secret("KeyProtection:CertificatePassword"),
            config.List("KeyProtection:PreviousCertificatePaths"),
            config.Flag("KeyProtection:AllowUnprotected", config.IsDevelopment));

        if (options.CertificatePath is null && !options.AllowUnprotected)
        {
            config.Fault("KeyProtection:CertificatePath", "is required to encrypt the key ring; or set KeyProtection:AllowUnprotected.");
        }
        else if (options.CertificatePath is null && !config.IsDevelopment)
        {
            config.Warn("KeyProtection:AllowUnprotected", "leaves the key ring in clear: who copies it and the database has every key.");
        }

        return options;
    }
}
