using System.Security.Cryptography;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(SigningAlgorithm.ES256, SigningAlgorithm.ES256)]
    [InlineData(SigningAlgorithm.ES384, SigningAlgorithm.ES384)]
    [InlineData(SigningAlgorithm.ES512, SigningAlgorithm.ES512)]
    [InlineData(SigningAlgorithm.PS512, SigningAlgorithm.PS256)]
    public void The_algorithm_of_a_key_from_elsewhere_follows_from_the_key(SigningAlgorithm made, SigningAlgorithm follows)
    {
        using var key = SigningKey.FromPem(TestCertificates.Of(made).PrivateKeyPem, "id");

        Assert.Equal((follows, "id"), (key.Algorithm, key.CertificateId));
    }

    [Fact]
    public void A_key_signs_with_no_algorithm_but_its_own()
    {
        foreach (var made in Enum.GetValues<SigningAlgorithm>())
        {
            foreach (var said in Enum.GetValues<SigningAlgorithm>())
            {
                var fits = made == said || (IsRsa(made) && IsRsa(said));
                var exception = Record.Exception(() => SigningKey.FromPem(TestCertificates.Of(made).PrivateKeyPem, "id", said).Dispose());
                Assert.True(fits ? exception is null : exception is CryptographicException, $"{made} as {said}: {exception}");
            }
        }

        static bool IsRsa(SigningAlgorithm algorithm) => algorithm >= SigningAlgorithm.PS256;
    }

    [Fact]
    public void There_is_no_way_to_say_rs256() =>
        Assert.Equal(["ES256", "ES384", "ES512", "PS256", "PS384", "PS512"], Enum.GetNames<SigningAlgorithm>());

    [Fact]
    public void A_weak_key_is_refused()
    {
        using var weak = RSA.Create(2048);
        using var foreign = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));

        Assert.Throws<CryptographicException>(() => SigningKey.FromPem(new Secret(weak.ExportPkcs8PrivateKeyPem()), "id"));
        Assert.Throws<CryptographicException>(() => SigningKey.FromPem(new Secret(foreign.ExportPkcs8PrivateKeyPem()), "id"));
    }

    [Fact]
    public void The_older_pem_forms_are_read_too()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var key = SigningKey.FromPem(new Secret(ecdsa.ExportECPrivateKeyPem()), "id");

        Assert.Equal(SigningAlgorithm.ES256, key.Algorithm);
    }

    [Fact]
    public void A_public_key_or_a_certificate_is_no_signing_key_and_the_text_is_not_in_the_exception()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] texts =
        [
            ecdsa.ExportSubjectPublicKeyInfoPem(), TestCertificates.Es256.CertificatePem, "what is this, for heaven's sake",
            TestCertificates.Es256.PrivateKeyPem.Reveal()[..100],
        ];

        Assert.All(texts, text =>
        {
            var exception = Assert.Throws<CryptographicException>(() => SigningKey.FromPem(new Secret(text), "id"));
            Assert.DoesNotContain(text[^20..], exception.ToString(), StringComparison.Ordinal);
        });
    }
}
