namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Writes what the configuration probably does not mean into the log of each start.</summary>
internal sealed partial class ConfigurationWarnings(ConnectorConfiguration configuration, ILogger<ConfigurationWarnings> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in configuration.Warnings)
        {
            Log.Doubtful(logger, warning.Key, warning.Message);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 1200, Level = LogLevel.Warning, Message = "Configuration: {Key} {Text}")]
        public static partial void Doubtful(ILogger logger, string key, string text);
    }
}
