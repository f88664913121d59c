using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Signs whatever a test wants signed, right or wrong: no library that would refuse stands in between.</summary>
public static class JwtSigner
{
    public static string Sign(AsymmetricAlgorithm key, string algorithm, IReadOnlyDictionary<string, object?> claims, params (string Name, object? Value)[] header) =>
        Sign(algorithm, claims, header, bytes => SignatureOf(key, algorithm, bytes));

    public static string Sign(
        string algorithm, IReadOnlyDictionary<string, object?> claims, (string Name, object? Value)[] header, Func<byte[], byte[]> sign)
    {
        Dictionary<string, object?> members = new() { ["alg"] = algorithm, ["typ"] = "JWT" };
        foreach (var (name, value) in header)
        {
            members[name] = value;
        }

        var text = $"{Encode(members)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Jwk(AsymmetricAlgorithm key, string? keyId = null)
    {
        Dictionary<string, string?> jwk = new() { ["kid"] = keyId };
        if (key is ECDsa ec)
        {
            var point = ec.ExportParameters(includePrivateParameters: false);
            (jwk["kty"], jwk["crv"]) = ("EC", ec.KeySize switch { 256 => "P-256", 384 => "P-384", _ => "P-521" });
            (jwk["x"], jwk["y"]) = (Base64Url.EncodeToString(point.Q.X), Base64Url.EncodeToString(point.Q.Y));
        }
        else
        {
            var number = ((RSA)key).ExportParameters(includePrivateParameters: false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Base64Url.EncodeToString(number.Modulus), Base64Url.EncodeToString(number.Exponent));
        }

        return JsonSerializer.Serialize(jwk.Where(member => member.Value is not null).ToDictionary());
    }

    private static byte[] SignatureOf(AsymmetricAlgorithm key, string algorithm, byte[] bytes)
    {
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        return key switch
        {
            ECDsa ec => ec.SignData(bytes, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            RSA rsa => rsa.SignData(bytes, hash, algorithm[0] == 'R' ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss),
            _ => throw new ArgumentException("Not a key that signs.", nameof(key)),
        };
    }

    private static string Encode<T>(T json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
