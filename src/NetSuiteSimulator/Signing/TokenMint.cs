using System.Globalization;
using System.Security.Cryptography;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Certificates;
using NetSuiteSimulator.Grants;

namespace NetSuiteSimulator.Signing;

/// <summary>Makes tokens in NetSuite's two shapes, which differ by grant (section_158255317571, section_162755359851).</summary>
internal sealed class TokenMint(SimulatedNetSuite netSuite)
{
    private const string CertificateMark = "m2m.";

    private readonly Lazy<SigningKey> _key = new(() => new SigningKey(netSuite.Options.AccessTokenAlgorithm));
    private readonly string _born = netSuite.Clock.GetUtcNow().ToString("yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture);

    public SigningKey Key => _key.Value;

    public string CompanyKeyId(Account account) => $"c.{account.Id}.{_born}";

    public static string SystemKeyId => "s.SYSTEM.2026_1";

    /// <summary>The access token of a user's grant.</summary>
    public string Access(Grant grant, DateTimeOffset now, DateTimeOffset expiresAt) => Jwt.Sign(
        Key, CompanyKeyId(grant.Account), UserClaims(grant, now, expiresAt, $"{grant.Id}.{RandomNumberGenerator.GetHexString(16, true)}"));

    public string Refresh(Grant grant, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var claims = UserClaims(grant, now, expiresAt, $"r.{RandomNumberGenerator.GetHexString(32, true)}");
        claims.Remove("scope");
        return Jwt.Sign(Key, CompanyKeyId(grant.Account), claims);
    }

    /// <summary>The access token of a mapped certificate.</summary>
    public string Access(Account account, IntegrationRecord integration, MappedCertificate certificate, IReadOnlyList<string> scopes, DateTimeOffset now, DateTimeOffset expiresAt) =>
        Jwt.Sign(Key, SystemKeyId, new Dictionary<string, object>
        {
            ["sub"] = string.Create(CultureInfo.InvariantCulture, $"{account.Id};0;{certificate.Role};{certificate.Entity};N"),
            ["aud"] = new[] { integration.ClientId, "app:" + integration.ApplicationId },
            ["scope"] = scopes,
            ["iss"] = "https://system.netsuite.com",
            ["oit"] = now.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
            ["jti"] = $"{CertificateMark}{certificate.Id}.{Era(account, integration)}.{RandomNumberGenerator.GetHexString(16, true)}",
        });

    /// <summary>The certificate behind a client-credentials token, from its <c>jti</c>.</summary>
    public static string? CertificateOf(string jti) =>
        jti.StartsWith(CertificateMark, StringComparison.Ordinal) ? jti[CertificateMark.Length..].Split('.')[0] : null;

    /// <summary>Whether all authorizations ended, or the record's scopes grew, since a client-credentials token was minted.</summary>
    public static bool IsOfAnEarlierEra(string jti, Account account, IntegrationRecord integration) => jti.Split('.')[2] != Era(account, integration);

    private static string Era(Account account, IntegrationRecord integration) =>
        string.Create(CultureInfo.InvariantCulture, $"{account.Generation}-{integration.Extensions}");

    private static Dictionary<string, object> UserClaims(Grant grant, DateTimeOffset now, DateTimeOffset expiresAt, string jti) => new()
    {
        ["sub"] = string.Create(CultureInfo.InvariantCulture, $"{grant.Role};{grant.Entity}"),
        ["aud"] = new[] { $"{grant.Integration.ApplicationId};{grant.Account.Id}", grant.ClientId },
        ["scope"] = grant.Scopes,
        ["iss"] = "https://system.netsuite.com",
        ["oit"] = grant.At.ToUnixTimeSeconds(),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = expiresAt.ToUnixTimeSeconds(),
        ["jti"] = jti,
    };
}
