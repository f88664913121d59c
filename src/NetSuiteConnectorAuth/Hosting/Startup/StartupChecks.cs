namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Runs the start-up checks: its <c>Starting</c> comes before the <c>Start</c> of everything else, listeners included.</summary>
public sealed class StartupChecks(IEnumerable<IStartupCheck> checks) : IHostedLifecycleService
{
    /// <exception cref="StartupException">A check said no.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            if (await check.RunAsync(cancellationToken) is { } fault)
            {
                throw new StartupException(fault);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
