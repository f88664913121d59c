namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Why the service does not start. The message is for the operator and names no secret.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
public sealed record StartupFault(int ExitCode, string Message);
