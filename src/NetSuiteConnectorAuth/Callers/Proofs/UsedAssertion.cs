using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>An assertion that has proven somebody once and never will again; kept for as long as it could be shown.</summary>
public sealed class UsedAssertion
{
    private UsedAssertion()
    {
    }

    /// <summary>What is kept in place of issuer and <c>jti</c>: of bounded length, whatever a job writes there.</summary>
    public string Id { get; private set; } = null!;

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <param name="expiresAt">From then on its own <c>exp</c> keeps it out.</param>
    public static UsedAssertion Of(string issuer, string jti, DateTimeOffset expiresAt) => new()
    {
        // With the length in front no other pair gives the same text.
        Id = Base64Url.EncodeToString(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{issuer.Length}:{issuer}{jti}")))),
        ExpiresAt = expiresAt,
    };
}
