using System.Security.Cryptography;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>A caller's public key as it is written in the configuration: PEM (SubjectPublicKeyInfo) or a JWK.</summary>
internal static class PublicKeyText
{
    private const string Expected =
        "must be a public key: PEM (-----BEGIN PUBLIC KEY-----) or a JWK, on the curve P-256, P-384 or P-521, or RSA of 2048 bits or more.";

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

        return label == "PUBLIC KEY" && VerificationKey.Parse(text) is not null ? null : Expected;
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

            return VerificationKey.OfJwk(jwk.RootElement) is null ? Expected : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Expected;
        }
    }
}
