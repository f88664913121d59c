using System.Net;
using System.Net.Sockets;

namespace Demo;

/// <summary>The ports the documentation names, or the nearest above them that nobody uses.</summary>
internal sealed record Ports(int Public, int Internal, int Simulator)
{
    private const int Tries = 50;

    public static readonly Ports Documented = new(8080, 8081, 9090);

    /// <summary>Even ports for browsers, odd ones for jobs, so that the two never want the same.</summary>
    public static Ports Find() =>
        new(Free(Documented.Public, step: 2), Free(Documented.Internal, step: 2), Free(Documented.Simulator, step: 1));

    private static int Free(int first, int step)
    {
        for (var port = first; port < first + (Tries * step); port += step)
        {
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new DemoFailure($"No port is free from {first} on; {Tries} were tried.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
