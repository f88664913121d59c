namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>Something that always holds did not.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);
