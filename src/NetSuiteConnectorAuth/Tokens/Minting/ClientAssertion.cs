using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The JWT by which we prove to be the holder of a certificate's key (help: "The Request Token Structure"). NetSuite departs from
/// RFC 7523 §3: it wants no <c>sub</c>, and the scope stands inside.
/// </summary>
public static class ClientAssertion
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <param name="scopes">Written as a JSON array, the one form NetSuite takes for one scope and for several.</param>
    /// <param name="audience">The very URL the assertion is posted to.</param>
    /// <param name="netSuiteNow">NetSuite's time: <see cref="NetSuiteClock.Now"/>.</param>
    /// <param name="lifetime">From the back-dated beginning; NetSuite wants less than 60 min.</param>
    public static Secret Sign(
        SigningKey key, string clientId, IReadOnlyList<string> scopes, Uri audience, DateTimeOffset netSuiteNow, TimeSpan lifetime)
    {
        var issuedAt = netSuiteNow - NetSuiteClock.BackDating;
        var assertion = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = clientId,
            Audience = audience.AbsoluteUri,
            IssuedAt = issuedAt.UtcDateTime,
            Expires = (issuedAt + lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                ["scope"] = scopes.ToArray(),
                ["jti"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
            },
            SigningCredentials = key.Credentials,
        });
        return new Secret(assertion);
    }
}
