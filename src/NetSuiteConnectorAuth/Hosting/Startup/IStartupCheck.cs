namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Something that must be true before a port is bound: the store answers, the keys are usable. Run in the order of registration.
/// </summary>
public interface IStartupCheck
{
    /// <returns>Null when all is well.</returns>
    Task<StartupFault?> RunAsync(CancellationToken cancellationToken);
}
