using System.Text;

namespace Load;

/// <summary>The bytes of a request to a token endpoint, made once. Only the digits of the tenant change, in place.</summary>
internal sealed class TokenRequest
{
    private const int Digits = 6;

    private readonly byte[] _bytes;
    private readonly int _digitsAt;

    private TokenRequest(byte[] bytes, int digitsAt) => (_bytes, _digitsAt) = (bytes, digitsAt);

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>For tenants of the crowd, each told by its number.</summary>
    public static TokenRequest OfCrowd(Uri server, string caller, string secret)
    {
        var request = Of(server, caller, secret, Admins.NameOf(0));
        return new TokenRequest(request._bytes, request._bytes.Length - Digits);
    }

    public static TokenRequest Of(Uri server, string caller, string secret, string tenant) =>
        Of(server, caller, secret, "/token", $"grant_type=client_credentials&tenant={tenant}");

    public static TokenRequest Of(Uri server, string caller, string secret, string path, string form)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{caller}:{secret}"));
        var text = $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Basic {basic}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}";
        return new TokenRequest(Encoding.ASCII.GetBytes(text), -1);
    }

    public void Name(int tenant)
    {
        for (var at = _digitsAt + Digits - 1; at >= _digitsAt; at--, tenant /= 10)
        {
            _bytes[at] = (byte)('0' + (tenant % 10));
        }
    }
}
