using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>A client ID and its secret out of an <c>Authorization: Basic</c> header.</summary>
public sealed record BasicCredentials(string ClientId, Secret Secret)
{
    private const string Scheme = "Basic ";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <remarks>RFC 6749 §2.3.1: the ID and the secret are each form-urlencoded before RFC 7617 joins them with a colon.</remarks>
    public static bool TryParse(string? authorization, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        if (authorization is null
            || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || Decode(authorization.AsSpan(Scheme.Length).Trim()) is not { } pair)
        {
            return false;
        }

        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || WebUtility.UrlDecode(pair[(colon + 1)..]) is not { Length: > 0 } secret)
        {
            return false;
        }

        credentials = new(WebUtility.UrlDecode(pair[..colon]), new Secret(secret));
        return true;
    }

    private static string? Decode(ReadOnlySpan<char> base64)
    {
        var bytes = new byte[(base64.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length))
        {
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
