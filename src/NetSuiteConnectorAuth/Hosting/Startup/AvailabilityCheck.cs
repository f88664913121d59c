using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Refuses what the configuration may say and this version cannot do yet: better no start than SQLite when PostgreSQL was ordered. What is
/// merely not used yet is told in the log.
/// </summary>
public sealed partial class AvailabilityCheck(
    StorageOptions storage,
    IReadOnlyList<WebhookOptions> webhooks,
    ILogger<AvailabilityCheck> logger) : IStartupCheck
{
    public Task<StartupFault?> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var key in Unused())
        {
            Log.NotUsedYet(logger, key);
        }

        return Task.FromResult(Find());
    }

    private StartupFault? Find() => storage.Provider != StorageProvider.Sqlite
        ? new StartupFault(ExitCodes.Configuration, $"Storage:Provider: {storage.Provider} is not available in this version.")
        : null;

    private IEnumerable<string> Unused() => webhooks.Select(webhook => $"Webhooks:{webhook.Name}");

    private static partial class Log
    {
        [LoggerMessage(930, LogLevel.Warning, "Configuration: {Key} is not used by this version")]
        public static partial void NotUsedYet(ILogger logger, string key);
    }
}
