using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>A client ID and its secret out of an <c>Authorization: Basic</c> header.</summary>
public sealed record BasicCredentials(string ClientId, Secret Secret)
{
    private const string Scheme = "Basic ";
    private const int ShortPair = 256;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <remarks>RFC 6749 §2.3.1: the ID and the secret are each form-urlencoded before RFC 7617 joins them with a colon.</remarks>
    public static bool TryParse(string? authorization, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var base64 = authorization.AsSpan(Scheme.Length).Trim();
        var room = (base64.Length * 3 / 4) + 3;
        Span<byte> bytes = room <= ShortPair ? stackalloc byte[ShortPair] : new byte[room];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length))
        {
            return false;
        }

        var pair = bytes[..length];
        var colon = pair.IndexOf((byte)':');
        if (colon < 1 || Decode(pair[..colon]) is not { } clientId || Decode(pair[(colon + 1)..]) is not { Length: > 0 } secret)
        {
            return false;
        }

        credentials = new(clientId, new Secret(secret));
        return true;
    }

    private static string? Decode(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return WebUtility.UrlDecode(StrictUtf8.GetString(encoded));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
