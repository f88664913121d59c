using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace NetSuiteSimulator.Signing;

/// <summary>A JSON Web Token in compact form, taken apart but not verified (RFC 7515 §3.1). Written here, not taken from a library: the checks must be independent of the client's.</summary>
internal sealed record Jwt(JsonElement Header, JsonElement Payload, byte[] SigningInput, byte[] Signature)
{
    private const int LongestToken = 16 * 1024;

    /// <summary>RFC 8259 §4 leaves duplicate names open; here they are a mistake, since two readers may see two values.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static Jwt? Parse(string? text)
    {
        if (text is null || text.Length > LongestToken)
        {
            return null;
        }

        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var header = Decode(parts[0]);
            var payload = Decode(parts[1]);
            return header.ValueKind == JsonValueKind.Object && payload.ValueKind == JsonValueKind.Object
                ? new Jwt(header, payload, Encoding.ASCII.GetBytes(text, 0, parts[0].Length + 1 + parts[1].Length), Base64Url.DecodeFromChars(parts[2]))
                : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Signs the claims and gives the compact form.</summary>
    public static string Sign(SigningKey key, string kid, Dictionary<string, object> claims)
    {
        var header = new Dictionary<string, string> { ["kid"] = kid, ["typ"] = "JWT", ["alg"] = key.Algorithm };
        var input = Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        return input + "." + Encode(key.Sign(Encoding.ASCII.GetBytes(input)));
    }

    public string? HeaderText(string name) => TextOf(Header, name);

    public string? Text(string name) => TextOf(Payload, name);

    /// <summary>A NumericDate (RFC 7519 §2); null when it is missing or no number a date can be.</summary>
    public DateTimeOffset? Time(string name) =>
        Payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) &&
        Math.Abs(seconds) < 1e11
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>A claim that is a string or an array of strings; null when it is neither.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (!Payload.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => null,
        };
    }

    public bool IsArray(string name) => Payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array;

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static JsonElement Decode(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
        return document.RootElement.Clone();
    }
}
