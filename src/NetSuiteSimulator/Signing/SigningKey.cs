using System.Buffers.Text;
using System.Security.Cryptography;

namespace NetSuiteSimulator.Signing;

/// <summary>The key that signs access and refresh tokens. NetSuite has one per company (section_158255317571); here all companies share one.</summary>
internal sealed class SigningKey
{
    private readonly KeyPool<RSA>? _rsa;
    private readonly KeyPool<ECDsa>? _ec;

    public SigningKey(string algorithm)
    {
        Algorithm = algorithm;
        switch (algorithm)
        {
            case "RS256":
                using (var rsa = RSA.Create(2048))
                {
                    var parameters = rsa.ExportParameters(includePrivateParameters: true);
                    _rsa = new KeyPool<RSA>(() => RSA.Create(parameters));
                }

                break;
            case "ES256":
                using (var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    var parameters = ec.ExportParameters(includePrivateParameters: true);
                    _ec = new KeyPool<ECDsa>(() => ECDsa.Create(parameters));
                }

                break;
            default:
                throw new NotSupportedException($"{nameof(SimulatorOptions.AccessTokenAlgorithm)} is RS256 or ES256, not {algorithm}.");
        }
    }

    public string Algorithm { get; }

    public byte[] Sign(byte[] data) => _rsa is not null
        ? _rsa.Use(data, static (key, bytes) => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        : _ec!.Use(data, static (key, bytes) => key.SignData(bytes, HashAlgorithmName.SHA256));

    public bool Verify(byte[] data, byte[] signature) => _rsa is not null
        ? _rsa.Use((data, signature), static (key, it) => key.VerifyData(it.data, it.signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        : _ec!.Use((data, signature), static (key, it) => key.VerifyData(it.data, it.signature, HashAlgorithmName.SHA256));

    /// <summary>The public half as a JSON Web Key (RFC 7517).</summary>
    public Dictionary<string, string> ToJwk(string kid)
    {
        var jwk = new Dictionary<string, string> { ["kid"] = kid, ["use"] = "sig", ["alg"] = Algorithm };
        if (_rsa is not null)
        {
            var parameters = _rsa.Use(0, static (key, _) => key.ExportParameters(includePrivateParameters: false));
            jwk["kty"] = "RSA";
            jwk["n"] = Base64Url.EncodeToString(parameters.Modulus);
            jwk["e"] = Base64Url.EncodeToString(parameters.Exponent);
        }
        else
        {
            var parameters = _ec!.Use(0, static (key, _) => key.ExportParameters(includePrivateParameters: false));
            jwk["kty"] = "EC";
            jwk["crv"] = "P-256";
            jwk["x"] = Base64Url.EncodeToString(parameters.Q.X);
            jwk["y"] = Base64Url.EncodeToString(parameters.Q.Y);
        }

        return jwk;
    }
}
