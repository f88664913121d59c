using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>What the configuration knows of a caller's secret: <c>sha256:</c> and 64 hex digits.</summary>
/// <remarks>A plain hash is enough, because a caller's secret is 256 random bits and not a password that somebody could guess.</remarks>
public sealed class SecretHash
{
    private const string Prefix = "sha256:";

    private readonly byte[] _digest;

    private SecretHash(byte[] digest) => _digest = digest;

    /// <summary>Eight hex digits by which an operator tells secrets apart; of 256 random bits they give nothing away.</summary>
    public string Fingerprint => Convert.ToHexStringLower(_digest.AsSpan(0, 4));

    public static SecretHash Of(Secret secret) => new(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())));

    /// <summary>A hash that no secret has, to compare with where there is nothing to compare with.</summary>
    public static SecretHash Unmatchable() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    public static SecretHash? Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
        && text.Skip(Prefix.Length).All(char.IsAsciiHexDigit)
            ? new SecretHash(Convert.FromHexString(text.AsSpan(Prefix.Length)))
            : null;

    /// <summary>Takes as long for a difference in the first byte as for one in the last.</summary>
    public bool Matches(SecretHash other) => CryptographicOperations.FixedTimeEquals(_digest, other._digest);

    public override string ToString() => Prefix + Convert.ToHexStringLower(_digest);
}
