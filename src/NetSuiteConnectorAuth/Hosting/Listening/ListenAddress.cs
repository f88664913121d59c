using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Where a listener listens: <c>http://*:8080</c>, <c>https://[::1]:8443</c>, <c>http://localhost:0</c>.</summary>
/// <param name="IsHttps">TLS with the certificate of Kestrel's own configuration.</param>
/// <param name="Address">Null for every address of the machine (<c>*</c>).</param>
/// <param name="Port">0 lets the system choose.</param>
public sealed record ListenAddress(bool IsHttps, IPAddress? Address, int Port)
{
    /// <summary>
    /// Host names are refused, <c>localhost</c> aside: the framework takes any name it does not know for "every address", which would open
    /// an internal listener to the world.
    /// </summary>
    public static ListenAddress? Parse(string text)
    {
        var isHttps = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!isHttps && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var authority = text[(isHttps ? 8 : 7)..].TrimEnd('/');
        var colon = authority.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        var host = authority[..colon];
        if (host is "*" or "+")
        {
            return new ListenAddress(isHttps, null, port);
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new ListenAddress(isHttps, IPAddress.Loopback, port);
        }

        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && isBracketed == host.Contains(':', StringComparison.Ordinal)
            ? new ListenAddress(isHttps, address, port)
            : null;
    }

    public bool Overlaps(ListenAddress other) =>
        Port != 0 && Port == other.Port && (IsAny || other.IsAny || Address!.Equals(other.Address));

    /// <summary>Whether a socket for this end point is one of this listener's; for every address, there are two of them.</summary>
    public bool IsAt(IPEndPoint endpoint) =>
        Port == endpoint.Port && (Address?.Equals(endpoint.Address) ?? (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any)));

    /// <summary>As it is written in the configuration.</summary>
    public override string ToString() => $"{(IsHttps ? "https" : "http")}://{Host}:{Port}";

    /// <summary>The address as a caller on this machine writes it.</summary>
    public Uri ToUri(int port) =>
        new UriBuilder(IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, IsAny ? "localhost" : Address!.ToString(), port).Uri;

    private string Host => Address is null ? "*" : Address.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();

    private bool IsAny => Address is null || Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
}
