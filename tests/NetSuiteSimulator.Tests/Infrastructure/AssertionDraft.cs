using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace NetSuiteSimulator.Tests.Infrastructure;

/// <summary>An assertion that is in order until a test spoils something; signed by an independent library.</summary>
public sealed class AssertionDraft(TestCertificate certificate, string issuer, string audience, DateTimeOffset now)
{
    public string? KeyId { get; set; } = certificate.Id;

    public string? Type { get; set; } = "JWT";

    public string? Algorithm { get; set; } = certificate.Algorithm;

    public SecurityKey Key { get; set; } = certificate.Key;

    public Dictionary<string, object> Claims { get; } = new()
    {
        ["iss"] = issuer,
        ["scope"] = new[] { "rest_webservices" },
        ["aud"] = audience,
        ["iat"] = now.ToUnixTimeSeconds() - 30,
        ["exp"] = now.ToUnixTimeSeconds() + 270,
        ["jti"] = Guid.NewGuid().ToString("N"),
    };

    public AssertionDraft With(string claim, object value)
    {
        Claims[claim] = value;
        return this;
    }

    public AssertionDraft Without(string claim)
    {
        Claims.Remove(claim);
        return this;
    }

    public string Sign()
    {
        // The factory is not shared: it caches providers by key, across tests.
        var credentials = new SigningCredentials(Key, Algorithm) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        var header = new JwtHeader(credentials);
        header.Remove("typ");
        if (Type is not null)
        {
            header["typ"] = Type;
        }

        if (KeyId is not null)
        {
            header["kid"] = KeyId;
        }

        var payload = new JwtPayload();
        foreach (var (name, value) in Claims)
        {
            payload[name] = value;
        }

        return new JwtSecurityTokenHandler().WriteToken(new JwtSecurityToken(header, payload));
    }
}
