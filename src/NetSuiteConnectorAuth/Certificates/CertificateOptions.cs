using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Certificates;

/// <param name="RenewAt">The part of the granted validity after which a certificate is renewed.</param>
/// <param name="Overlap">How long the old certificate stays after the new one signs: longer than a token lives.</param>
/// <param name="SharedCertificatePath">PFX or PEM with the private key; set when <paramref name="Mode"/> is Shared.</param>
/// <param name="MaxActivePerIntegration">NetSuite's own limit, other people's certificates included.</param>
/// <param name="PropagationLimit">How long NetSuite's list may lag behind an upload whose answer was lost, before it is sent again.</param>
public sealed record CertificateOptions(
    SigningAlgorithm Algorithm,
    int RsaKeySize,
    TimeSpan Lifetime,
    double RenewAt,
    TimeSpan Overlap,
    CertificateMode Mode,
    string? SharedCertificatePath,
    Secret? SharedCertificatePassword,
    int MaxActivePerIntegration,
    TimeSpan PropagationLimit)
{
    private static readonly TimeSpan ShortestSafeOverlap = TimeSpan.FromMinutes(65);

    public static CertificateOptions Read(ConfigurationReader config)
    {
        var options = new CertificateOptions(
            config.OneOf("Certificates:Algorithm", SigningAlgorithm.ES256),
            config.Number("Certificates:RsaKeySize", fallback: 3072, min: 3072, max: 4096),
            // NetSuite shortens what is longer than two years without a word; two years with a leap day are 731 days.
            config.Duration("Certificates:Lifetime", TimeSpan.FromDays(365), min: TimeSpan.FromHours(1), max: TimeSpan.FromDays(731)),
            config.Fraction("Certificates:RenewAt", 0.66),
            config.Duration("Certificates:Overlap", TimeSpan.FromMinutes(70), min: TimeSpan.Zero, max: TimeSpan.FromDays(30)),
            config.OneOf("Certificates:Mode", CertificateMode.PerTenant),
            config.ExistingFile("Certificates:SharedCertificatePath"),
            config.Secret("Certificates:SharedCertificatePassword"),
            // Two: a rotation holds the old certificate and the new one at once.
            config.Number("Certificates:MaxActivePerIntegration", fallback: 5, min: 2, max: 100),
            config.Duration("Certificates:PropagationLimit", TimeSpan.FromSeconds(30), min: TimeSpan.Zero, max: TimeSpan.FromMinutes(10)));

        if (options.RsaKeySize is not (3072 or 4096))
        {
            config.Fault("Certificates:RsaKeySize", "must be 3072 or 4096.");
        }

        if (options.Mode == CertificateMode.Shared && options.SharedCertificatePath is null)
        {
            config.Fault("Certificates:SharedCertificatePath", "is required when Certificates:Mode is Shared.");
        }

        if (options.Overlap < ShortestSafeOverlap)
        {
            config.Warn("Certificates:Overlap", "is under 01:05:00: tokens made with the old certificate may outlive it.");
        }

        return options;
    }
}
