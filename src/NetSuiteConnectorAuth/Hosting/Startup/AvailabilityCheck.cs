using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Refuses what the configuration may say and this version cannot do yet. Better no start than SQLite when PostgreSQL was ordered,
/// or a certificate each when one for all was.
/// </summary>
public sealed class AvailabilityCheck(StorageOptions storage, CertificateOptions certificates) : IStartupCheck
{
    public Task<StartupFault?> RunAsync(CancellationToken cancellationToken) => Task.FromResult(Find());

    private StartupFault? Find()
    {
        if (storage.Provider != StorageProvider.Sqlite)
        {
            return new StartupFault(ExitCodes.Configuration, $"Storage:Provider: {storage.Provider} is not available in this version.");
        }

        return certificates.Mode != CertificateMode.PerTenant
            ? new StartupFault(ExitCodes.Configuration, $"Certificates:Mode: {certificates.Mode} is not available in this version.")
            : null;
    }
}
