using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// A signed JWT (RFC 7519) taken apart. Nothing in it is to be believed before <see cref="VerificationKey"/> has said so.
/// </summary>
public sealed class Jwt
{
    /// <summary>A job's assertion has some 500 characters, an access token of a directory with many groups a few thousand.</summary>
    private const int MostCharacters = 8 * 1024;

    /// <summary>A claim named twice would mean one thing to us and another to whoever signed it.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private Jwt(byte[] signedBytes, byte[] signature, JsonElement header, JsonElement claims)
    {
        (SignedBytes, Signature) = (signedBytes, signature);
        Algorithm = Text(header, "alg") ?? throw new FormatException();
        KeyId = Text(header, "kid");
        Issuer = Text(claims, "iss");
        Subject = Text(claims, "sub");
        Id = Text(claims, "jti");
        Audiences = TextOrTexts(claims, "aud");
        ExpiresAt = Moment(claims, "exp");
        NotBefore = Moment(claims, "nbf");
        IssuedAt = Moment(claims, "iat");
    }

    public string Algorithm { get; }

    public string? KeyId { get; }

    public string? Issuer { get; }

    public string? Subject { get; }

    public string? Id { get; }

    public IReadOnlyList<string> Audiences { get; }

    public DateTimeOffset? ExpiresAt { get; }

    public DateTimeOffset? NotBefore { get; }

    public DateTimeOffset? IssuedAt { get; }

    public byte[] SignedBytes { get; }

    public byte[] Signature { get; }

    /// <summary>Null when it is none, or has what RFC 7515 §4.1.11 forbids to overlook.</summary>
    public static Jwt? Parse(string text)
    {
        if (text.Length > MostCharacters || text.Split('.') is not [var header, var claims, { Length: > 0 } signature])
        {
            return null;
        }

        try
        {
            using var head = JsonDocument.Parse(Base64Url.DecodeFromChars(header), Strict);
            using var body = JsonDocument.Parse(Base64Url.DecodeFromChars(claims), Strict);
            return head.RootElement.TryGetProperty("crit", out _)
                ? null
                : new(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature), head.RootElement, body.RootElement);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public override string ToString() => nameof(Jwt);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string[] TextOrTexts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return [];
        }

        return value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")] : [value.GetString() ?? ""];
    }

    /// <summary>Seconds since 1970, with or without a fraction (RFC 7519 §2): several libraries write one.</summary>
    private static DateTimeOffset? Moment(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return null;
        }

        var seconds = value.GetDouble();
        return seconds is >= 0 and < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : throw new FormatException();
    }
}
