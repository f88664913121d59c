using System.Net;
using System.Net.Sockets;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>
/// A port nobody uses: the public base URL, and with it the redirect URI, must be known before the service starts. Each is given out once,
/// and none from where the system takes those of outgoing connections: one of them would have it before the service does.
/// </summary>
public static class FreePort
{
    /// <summary>Above those that browsers refuse, below Linux's range of ephemeral ports (32768).</summary>
    private const int First = 11_000;

    private const int Count = 21_000;

    private static int _last = Random.Shared.Next(Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
