namespace NetSuiteConnectorAuth.Hosting;

/// <summary>The one listener on which an endpoint answers.</summary>
public sealed record ListenerMetadata(ListenerKind Kind);
