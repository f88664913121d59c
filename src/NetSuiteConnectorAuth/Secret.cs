using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NetSuiteConnectorAuth;

/// <summary>
/// A value nobody may see: a token, a private key, a code, a verifier. It prints as <c>***</c>, converts to nothing implicitly
/// and is never serialised; <see cref="Reveal"/> is the only way out, so every use of the clear text can be found by searching for it.
/// </summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>A fresh random secret of 256 bits, as base64url (43 characters).</summary>
    public static Secret Random() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public string Reveal() => _value;

    /// <summary>What may be stored or compared in place of the secret: base64url of its SHA-256.</summary>
    public string Hash() => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(_value)));

    public bool Equals(Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_value), Encoding.UTF8.GetBytes(other._value));

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => "***";
}
