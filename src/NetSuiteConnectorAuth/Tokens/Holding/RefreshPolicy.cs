using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>When a token is replaced before anybody must wait for it. Pure.</summary>
public static class RefreshPolicy
{
    /// <summary>
    /// Between <see cref="TokenOptions.RefreshAhead"/> and <see cref="TokenOptions.MinimumLifetime"/> before the token's end, at a moment that
    /// differs from key to key and from token to token: what was minted together, as after an outage, is not replaced together. A token
    /// that lives short is kept for half of its life, or it would be replaced as soon as it is there.
    /// </summary>
    public static DateTimeOffset RefreshAt(TokenKey key, AccessToken token, TokenOptions options)
    {
        if (options.RefreshAhead <= TimeSpan.Zero)
        {
            return token.ExpiresAt;
        }

        var latest = options.MinimumLifetime < options.RefreshAhead ? options.MinimumLifetime : options.RefreshAhead;
        var due = token.ExpiresAt - latest - ((options.RefreshAhead - latest) * Spread(key, token.IssuedAt));
        var halfLife = token.IssuedAt + (token.Life / 2);
        return due > halfLife ? due : halfLife;
    }

    /// <summary>From 0 to 1, the same for the same token in every process.</summary>
    private static double Spread(TokenKey key, DateTimeOffset issuedAt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Tenant}/{key.Scopes}/{issuedAt.UtcTicks}")))
        / (double)uint.MaxValue;
}
