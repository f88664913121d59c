using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Binds the listeners, and says which of them cannot be bound: the system's own words name neither a key nor an address.</summary>
internal static class BoundSockets
{
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="StartupException">The address is not to be had.</exception>
    public static Socket Bind(EndPoint endpoint, ListenOptions listen)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            // Whatever is no IOException, the web server takes for a machine without IPv6, and tries once more.
            throw new IOException($"{Name(endpoint, listen)}: address already in use.", e);
        }
        catch (SocketException e)
        {
            throw new StartupException(new(ExitCodes.Unavailable, $"{Name(endpoint, listen)}: {e.Message}."));
        }
    }

    private static string Name(EndPoint endpoint, ListenOptions listen) => endpoint is not IPEndPoint at
        ? $"Listen: {endpoint} cannot be listened on"
        : $"{(listen.Internal.IsAt(at) ? "Listen:Internal" : "Listen:Public")}: {(listen.Internal.IsAt(at) ? listen.Internal : listen.Public)} cannot be listened on";
}
