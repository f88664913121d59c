using System.Buffers.Text;
using System.Formats.Asn1;
using System.IdentityModel.Tokens.Jwt;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

public sealed class ClientAssertionTests
{
    private const string ClientId = "4b87fa7fb91f1d16d1e2604af8fd1c1ce1d680ec71ebc5248a424d8b448c6161";
    private static readonly Uri Audience = new("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token");
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);

    public static TheoryData<SigningAlgorithm> Algorithms => [.. Enum.GetValues<SigningAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Header_and_payload_hold_what_netsuite_documents_and_nothing_else(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);

        var parts = Sign(made).Split('.');

        using var header = Decoded(parts[0]);
        using var payload = Decoded(parts[1]);
        Assert.Equal(["alg", "kid", "typ"], Names(header));
        Assert.Equal(("JWT", algorithm.ToString(), made.Id), (Text(header, "typ"), Text(header, "alg"), Text(header, "kid")));
        Assert.Equal(["aud", "exp", "iat", "iss", "jti", "scope"], Names(payload));
        Assert.Equal((ClientId, Audience.AbsoluteUri), (Text(payload, "iss"), Text(payload, "aud")));
        Assert.Equal(["rest_webservices", "restlets"], payload.RootElement.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(Now.AddSeconds(-30).ToUnixTimeSeconds(), payload.RootElement.GetProperty("iat").GetInt64());
        Assert.Equal(Now.AddSeconds(270).ToUnixTimeSeconds(), payload.RootElement.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void One_scope_is_an_array_too()
    {
        using var key = KeyOf(TestCertificates.Es256);

        var assertion = ClientAssertion.Sign(key, ClientId, ["rest_webservices"], Audience, Now, TimeSpan.FromMinutes(5)).Reveal();

        using var payload = Decoded(assertion.Split('.')[1]);
        Assert.Equal("[\"rest_webservices\"]", payload.RootElement.GetProperty("scope").GetRawText());
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void It_verifies_with_another_library(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        SecurityKey publicKey = certificate.GetECDsaPublicKey() is { } ecdsa ? new ECDsaSecurityKey(ecdsa) : new RsaSecurityKey(certificate.GetRSAPublicKey());
        publicKey.KeyId = made.Id;

        new JwtSecurityTokenHandler().ValidateToken(
            Sign(made),
            new TokenValidationParameters
            {
                IssuerSigningKey = publicKey,
                ValidAlgorithms = [algorithm.ToString()],
                ValidIssuer = ClientId,
                ValidAudience = Audience.AbsoluteUri,
                LifetimeValidator = (_, expires, _, _) => expires == Now.AddSeconds(270).UtcDateTime,
            },
            out var token);

        Assert.Equal(algorithm.ToString(), ((JwtSecurityToken)token).Header.Alg);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task It_verifies_with_openssl(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);
        var assertion = Sign(made);
        var signed = assertion.LastIndexOf('.');
        var signature = Base64Url.DecodeFromChars(assertion.AsSpan(signed + 1));
        var isRsa = algorithm.ToString().StartsWith('P');
        using var folder = new TemporaryFolder();
        var publicKey = folder.Write("public.pem", await OpenSsl.RunAsync(Encoding.UTF8.GetBytes(made.CertificatePem), "x509", "-noout", "-pubkey"));
        var signatureFile = folder.Write("signature", isRsa ? signature : Der(signature));

        // Salt as long as the hash: RFC 7518 §3.5.
        string[] padding = isRsa ? ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] : [];
        var verdict = await OpenSsl.RunAsync(
            Encoding.ASCII.GetBytes(assertion, 0, signed), ["dgst", "-sha" + algorithm.ToString()[2..], .. padding, "-verify", publicKey, "-signature", signatureFile]);

        Assert.Equal("Verified OK\n", Encoding.UTF8.GetString(verdict));
    }

    [Theory]
    [InlineData(SigningAlgorithm.ES256, 64)]
    [InlineData(SigningAlgorithm.ES384, 96)]
    [InlineData(SigningAlgorithm.ES512, 132)]
    public void A_signature_by_a_curve_is_raw_and_not_der(SigningAlgorithm algorithm, int bytes) =>
        Assert.Equal(bytes, Base64Url.DecodeFromChars(Sign(TestCertificates.Of(algorithm)).Split('.')[2]).Length);

    [Fact]
    public void Every_assertion_has_its_own_jti()
    {
        using var key = KeyOf(TestCertificates.Es256);
        var jtis = Enumerable.Range(0, 1000).Select(_ =>
        {
            using var payload = Decoded(Sign(key).Split('.')[1]);
            return Text(payload, "jti");
        }).ToHashSet();

        Assert.Equal(1000, jtis.Count);
        Assert.All(jtis, jti => Assert.InRange(jti!.Length, 20, 40));
    }

    [Fact]
    public void Many_threads_may_sign_with_one_key()
    {
        var made = TestCertificates.Es256;
        using var key = KeyOf(made);
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        using var publicKey = certificate.GetECDsaPublicKey()!;

        Parallel.For(0, 2000, _ =>
        {
            var assertion = Sign(key);
            var signed = assertion.LastIndexOf('.');
            Assert.True(publicKey.VerifyData(
                Encoding.ASCII.GetBytes(assertion, 0, signed), Base64Url.DecodeFromChars(assertion.AsSpan(signed + 1)), System.Security.Cryptography.HashAlgorithmName.SHA256));
        });
    }

    private static string Sign(MadeCertificate made)
    {
        using var key = KeyOf(made);
        return Sign(key);
    }

    private static string Sign(SigningKey key) =>
        ClientAssertion.Sign(key, ClientId, ["rest_webservices", "restlets"], Audience, Now, TimeSpan.FromMinutes(5)).Reveal();

    private static SigningKey KeyOf(MadeCertificate made) => SigningKey.FromPem(made.PrivateKeyPem, made.Id, made.Algorithm);

    private static JsonDocument Decoded(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part));

    private static IEnumerable<string> Names(JsonDocument json) => json.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();

    /// <summary>From r‖s (RFC 7518 §3.4) to the DER that openssl reads.</summary>
    private static byte[] Der(byte[] raw)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(raw.AsSpan(0, raw.Length / 2), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(raw.AsSpan(raw.Length / 2), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }
}
