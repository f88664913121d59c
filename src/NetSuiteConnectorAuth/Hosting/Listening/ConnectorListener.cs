namespace NetSuiteConnectorAuth.Hosting;

/// <summary>The listener that accepted a connection; a feature of the connection, and of every request on it.</summary>
public sealed record ConnectorListener(ListenerKind Kind)
{
    public static bool IsInternal(HttpContext http) => http.Features.Get<ConnectorListener>() is { Kind: ListenerKind.Internal };
}
