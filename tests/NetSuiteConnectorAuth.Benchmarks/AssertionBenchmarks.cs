using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Benchmarks;

/// <summary>A whole client assertion, against .NET's signature alone: of as many bytes, with the same key.</summary>
[MemoryDiagnoser]
public class AssertionBenchmarks
{
    private const int RsaKeySize = 3072;

    private static readonly string[] Scopes = ["rest_webservices", "restlets"];
    private static readonly Uri Audience = new("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token");
    private static readonly string ClientId = new('a', 64);

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private SigningKey _key = null!;
    private ECDsa? _ecdsa;
    private RSA? _rsa;
    private byte[] _signed = [];

    [Params(SigningAlgorithm.ES256, SigningAlgorithm.PS256)]
    public SigningAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        AsymmetricAlgorithm key = Algorithm is SigningAlgorithm.ES256
            ? _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256)
            : _rsa = RSA.Create(RsaKeySize);
        _key = SigningKey.FromPem(new Secret(key.ExportPkcs8PrivateKeyPem()), new string('i', 43), Algorithm);
        var assertion = Sign().Reveal();
        _signed = System.Text.Encoding.ASCII.GetBytes(assertion[..assertion.LastIndexOf('.')]);
    }

    [GlobalCleanup]
    public void Clear()
    {
        _key.Dispose();
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public byte[] Bare() =>
        _ecdsa?.SignData(_signed, HashAlgorithmName.SHA256) ?? _rsa!.SignData(_signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    [Benchmark]
    public Secret Sign() => ClientAssertion.Sign(_key, ClientId, Scopes, Audience, _now, TimeSpan.FromMinutes(5));
}
