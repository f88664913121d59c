using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// An answer as it goes over the wire, written once for all requests that get the same token: of 1.3 KB only <c>expires_in</c> changes.
/// </summary>
public sealed class TokenBody
{
    private const int MostDigits = 11;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly byte[] _before;
    private readonly byte[] _after;

    private TokenBody(byte[] before, byte[] after) => (_before, _after) = (before, after);

    public static TokenBody Of(TokenDocument document)
    {
        // In a JSON text these characters cannot come from a value: its quotes would be escaped.
        var json = JsonSerializer.SerializeToUtf8Bytes(document with { ExpiresIn = 0 }, Json);
        var hole = json.AsSpan().IndexOf("\"expires_in\":0"u8) + "\"expires_in\":"u8.Length;
        return new TokenBody(json[..hole], json[(hole + 1)..]);
    }

    /// <param name="begin">Called with the length before anything is written.</param>
    public void Write<TAnswer>(int expiresIn, TAnswer answer, Func<TAnswer, int, IBufferWriter<byte>> begin)
    {
        Span<byte> number = stackalloc byte[MostDigits];
        _ = Utf8Formatter.TryFormat(expiresIn, number, out var digits);
        var length = _before.Length + digits + _after.Length;
        var writer = begin(answer, length);
        var span = writer.GetSpan(length);
        _before.CopyTo(span);
        number[..digits].CopyTo(span[_before.Length..]);
        _after.CopyTo(span[(_before.Length + digits)..]);
        writer.Advance(length);
    }
}
