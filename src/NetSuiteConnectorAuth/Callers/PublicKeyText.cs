using System.Security.Cryptography;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>A caller's public key as it is written in the configuration: PEM (SubjectPublicKeyInfo) or a JWK.</summary>
internal static class PublicKeyText
{
    private const string Expected = "must be a public key: PEM (-----BEGIN PUBLIC KEY-----) or a JWK of type EC or RSA.";
    private const string IsPrivate = "is a private key. Only the public half belongs here, and this one should be replaced now.";

    public static string? WhyNot(string text) => text.TrimStart().StartsWith('{') ? WhyNotJwk(text) : WhyNotPem(text);

    private static string? WhyNotPem(string text)
    {
        if (!PemEncoding.TryFind(text, out var pem))
        {
            return Expected;
        }

        var label = text[pem.Label];
        if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
        {
            return IsPrivate;
        }

        return label == "PUBLIC KEY" && (Imports(ECDsa.Create, text) || Imports(RSA.Create, text)) ? null : Expected;
    }

    private static bool Imports<TKey>(Func<TKey> create, string pem)
        where TKey : AsymmetricAlgorithm
    {
        using var key = create();
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static string? WhyNotJwk(string text)
    {
        try
        {
            using var jwk = JsonDocument.Parse(text);
            if (jwk.RootElement.TryGetProperty("d", out _))
            {
                return IsPrivate;
            }

            var isKnownType = jwk.RootElement.TryGetProperty("kty", out var type) && (type.ValueEquals("EC") || type.ValueEquals("RSA"));
            return isKnownType ? null : Expected;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Expected;
        }
    }
}
