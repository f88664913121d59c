using System.Net;
using System.Net.Sockets;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>A port nobody uses: the public base URL, and with it the redirect URI, must be known before the service starts.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
