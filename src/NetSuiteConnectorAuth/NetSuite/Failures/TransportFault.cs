namespace NetSuiteConnectorAuth.NetSuite.Failures;

/// <summary>What went wrong on the wire, when something did.</summary>
public enum TransportFault
{
    None,
    Dns,
    Connect,
    Tls,

    /// <summary>The connection broke after the request may have been sent.</summary>
    ConnectionLost,
    Timeout,

    /// <summary>An answer began, and was longer than anything NetSuite has to say.</summary>
    Oversized,
}
