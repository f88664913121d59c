using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// A public key and the algorithms it is good for. What the header of a JWT says only chooses among these (RFC 8725 §3.1): a symmetric
/// algorithm, <c>none</c>, or another curve is never tried.
/// </summary>
public sealed class VerificationKey
{
    private const int SmallestRsa = 2048;

    /// <summary>What JWS can sign with here (RFC 7518 §3.1); an EC algorithm goes with the curve of this OID.</summary>
    private static readonly Dictionary<string, (HashAlgorithmName Hash, string? CurveOid, RSASignaturePadding? Padding)> Known = new(StringComparer.Ordinal)
    {
        ["ES256"] = (HashAlgorithmName.SHA256, "1.2.840.10045.3.1.7", null),
        ["ES384"] = (HashAlgorithmName.SHA384, "1.3.132.0.34", null),
        ["ES512"] = (HashAlgorithmName.SHA512, "1.3.132.0.35", null),
        ["RS256"] = (HashAlgorithmName.SHA256, null, RSASignaturePadding.Pkcs1),
        ["RS384"] = (HashAlgorithmName.SHA384, null, RSASignaturePadding.Pkcs1),
        ["RS512"] = (HashAlgorithmName.SHA512, null, RSASignaturePadding.Pkcs1),
        ["PS256"] = (HashAlgorithmName.SHA256, null, RSASignaturePadding.Pss),
        ["PS384"] = (HashAlgorithmName.SHA384, null, RSASignaturePadding.Pss),
        ["PS512"] = (HashAlgorithmName.SHA512, null, RSASignaturePadding.Pss),
    };

    private readonly ECParameters? _ec;
    private readonly RSAParameters? _rsa;
    private readonly string[] _algorithms;

    private VerificationKey(AsymmetricAlgorithm key, string? keyId, string? onlyAlgorithm)
    {
        KeyId = keyId;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 4));
        if (key is ECDsa ec)
        {
            _ec = ec.ExportParameters(includePrivateParameters: false);
        }
        else
        {
            _rsa = ((RSA)key).ExportParameters(includePrivateParameters: false);
        }

        var curve = _ec?.Curve.Oid.Value;
        _algorithms =
        [
            .. Known
                .Where(known => (known.Value.Padding is null) == _ec.HasValue && known.Value.CurveOid == curve)
                .Select(known => known.Key)
                .Where(name => onlyAlgorithm is null || onlyAlgorithm == name),
        ];
    }

    /// <summary>The <c>kid</c> of a JWK that has one.</summary>
    public string? KeyId { get; }

    /// <summary>Eight hex digits by which an operator tells keys apart: the beginning of the SHA-256 of the SubjectPublicKeyInfo.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether the key may have made the signature, by algorithm and, when both name one, by key ID.</summary>
    public bool IsMeantBy(Jwt jwt) =>
        _algorithms.Contains(jwt.Algorithm) && (KeyId is null || jwt.KeyId is null || KeyId == jwt.KeyId);

    public bool Verifies(Jwt jwt)
    {
        if (!_algorithms.Contains(jwt.Algorithm))
        {
            return false;
        }

        try
        {
            return IsSignatureOf(jwt, Known[jwt.Algorithm].Hash, Known[jwt.Algorithm].Padding);
        }
        catch (CryptographicException)
        {
            // A signature of a form that the platform does not even look at.
            return false;
        }
    }

    /// <summary>With a key of its own each time: those of the platform are not made for several threads.</summary>
    private bool IsSignatureOf(Jwt jwt, HashAlgorithmName hash, RSASignaturePadding? padding)
    {
        if (_ec is { } point)
        {
            using var ec = ECDsa.Create(point);
            return ec.VerifyData(jwt.SignedBytes, jwt.Signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        using var rsa = RSA.Create(_rsa!.Value);
        return rsa.VerifyData(jwt.SignedBytes, jwt.Signature, hash, padding!);
    }

    /// <summary>PEM (SubjectPublicKeyInfo) or a JWK; null when it is neither, or too weak to prove anything.</summary>
    public static VerificationKey? Parse(string text)
    {
        if (!text.TrimStart().StartsWith('{'))
        {
            return OfPem(text);
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return OfJwk(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>RFC 7517. Null as well for a key that is meant for encryption.</summary>
    public static VerificationKey? OfJwk(JsonElement jwk)
    {
        try
        {
            if (Member(jwk, "use") is not (null or "sig"))
            {
                return null;
            }

            using AsymmetricAlgorithm? key = Member(jwk, "kty") switch
            {
                "EC" => ECDsa.Create(new ECParameters { Curve = Curve(Member(jwk, "crv")), Q = { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } }),
                "RSA" => RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }),
                _ => null,
            };
            return key is null ? null : Of(key, Member(jwk, "kid"), Member(jwk, "alg"));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    public static VerificationKey? Of(AsymmetricAlgorithm key, string? keyId = null, string? onlyAlgorithm = null)
    {
        if (key is RSA { KeySize: < SmallestRsa })
        {
            return null;
        }

        var made = new VerificationKey(key, keyId, onlyAlgorithm);
        return made._algorithms.Length > 0 ? made : null;
    }

    private static VerificationKey? OfPem(string text)
    {
        AsymmetricAlgorithm[] kinds = [ECDsa.Create(), RSA.Create()];
        try
        {
            foreach (var kind in kinds)
            {
                try
                {
                    kind.ImportFromPem(text);
                    return Of(kind);
                }
                catch (Exception e) when (e is CryptographicException or ArgumentException)
                {
                    // Not of this kind.
                }
            }

            return null;
        }
        finally
        {
            Array.ForEach(kinds, kind => kind.Dispose());
        }
    }

    private static string? Member(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static byte[] Bytes(JsonElement jwk, string name) => Base64Url.DecodeFromChars(Member(jwk, name));

    private static ECCurve Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new FormatException(),
    };
}
