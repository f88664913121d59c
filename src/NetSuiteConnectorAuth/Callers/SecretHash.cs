using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>What the configuration knows of a caller's secret: <c>sha256:</c> and 64 hex digits.</summary>
/// <remarks>A plain hash is enough, because a caller's secret is 256 random bits and not a password that somebody could guess.</remarks>
public sealed class SecretHash
{
    private const string Prefix = "sha256:";
    private const int ShortSecret = 128;

    private readonly byte[] _digest;

    private SecretHash(byte[] digest) => _digest = digest;

    /// <summary>Eight hex digits by which an operator tells secrets apart; of 256 random bits they give nothing away.</summary>
    public string Fingerprint => Convert.ToHexStringLower(_digest.AsSpan(0, 4));

    public static SecretHash Of(Secret secret)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        Compute(secret, digest);
        return new(digest);
    }

    /// <summary>The digest alone, for a secret that is compared and forgotten with every request.</summary>
    /// <param name="digest">32 bytes.</param>
    public static void Compute(Secret secret, Span<byte> digest)
    {
        var text = secret.Reveal();
        Span<byte> bytes = text.Length <= ShortSecret ? stackalloc byte[ShortSecret * 3] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], digest);
    }

    /// <summary>A hash that no secret has, to compare with where there is nothing to compare with.</summary>
    public static SecretHash Unmatchable() => new(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    public static SecretHash? Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
        && text.Skip(Prefix.Length).All(char.IsAsciiHexDigit)
            ? new SecretHash(Convert.FromHexString(text.AsSpan(Prefix.Length)))
            : null;

    /// <summary>Takes as long for a difference in the first byte as for one in the last.</summary>
    public bool Matches(ReadOnlySpan<byte> digest) => CryptographicOperations.FixedTimeEquals(_digest, digest);

    public override string ToString() => Prefix + Convert.ToHexStringLower(_digest);
}
