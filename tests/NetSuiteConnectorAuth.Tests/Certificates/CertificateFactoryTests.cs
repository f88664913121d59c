using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

public sealed class CertificateFactoryTests
{
    public static TheoryData<SigningAlgorithm> Algorithms => [.. Enum.GetValues<SigningAlgorithm>()];

    [Theory]
    [InlineData(SigningAlgorithm.ES256, "id-ecPublicKey", "prime256v1", "ecdsa-with-SHA256")]
    [InlineData(SigningAlgorithm.ES384, "id-ecPublicKey", "secp384r1", "ecdsa-with-SHA384")]
    [InlineData(SigningAlgorithm.ES512, "id-ecPublicKey", "secp521r1", "ecdsa-with-SHA512")]
    [InlineData(SigningAlgorithm.PS256, "rsaEncryption", "(3072 bit)", "rsassaPss")]
    [InlineData(SigningAlgorithm.PS384, "rsaEncryption", "(4096 bit)", "rsassaPss")]
    [InlineData(SigningAlgorithm.PS512, "rsaEncryption", "(3072 bit)", "rsassaPss")]
    public async Task Openssl_sees_the_key_the_usage_and_the_signature_netsuite_asks_for(SigningAlgorithm algorithm, string key, string size, string signature)
    {
        var made = TestCertificates.Of(algorithm);

        var text = Encoding.UTF8.GetString(await OpenSsl.RunAsync(Encoding.UTF8.GetBytes(made.CertificatePem), "x509", "-noout", "-text"));

        Assert.Contains($"Public Key Algorithm: {key}", text, StringComparison.Ordinal);
        Assert.Contains(size, text, StringComparison.Ordinal);
        Assert.Contains($"Signature Algorithm: {signature}", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Key Usage: critical\n                Digital Signature\n", text, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.Contains("Subject: CN = acme\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Openssl_verifies_the_self_signature_and_that_key_and_certificate_belong_together(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);
        using var folder = new TemporaryFolder();
        var certificate = folder.Write("cert.pem", made.CertificatePem);

        var verdict = await OpenSsl.RunAsync([], "verify", "-no_check_time", "-check_ss_sig", "-CAfile", certificate, certificate);
        var ofCertificate = await OpenSsl.RunAsync([], "x509", "-in", certificate, "-noout", "-pubkey");
        var ofKey = await OpenSsl.RunAsync(Encoding.UTF8.GetBytes(made.PrivateKeyPem.Reveal()), "pkey", "-pubout");

        Assert.EndsWith("OK\n", Encoding.UTF8.GetString(verdict), StringComparison.Ordinal);
        Assert.Equal(ofCertificate, ofKey);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task The_id_is_the_documented_thumbprint(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);

        var der = await OpenSsl.RunAsync(Encoding.UTF8.GetBytes(made.CertificatePem), "x509", "-outform", "DER");
        var digest = await OpenSsl.RunAsync(der, "dgst", "-sha256", "-binary");

        Assert.Equal(Base64Url.EncodeToString(digest), made.Id);
        Assert.Equal(43, made.Id.Length);
    }

    [Fact]
    public void The_times_are_those_of_the_certificate_in_whole_seconds()
    {
        var notBefore = new DateTimeOffset(2026, 11, 2, 10, 0, 0, 700, TimeSpan.FromHours(2));

        var made = CertificateFactory.Create(SigningAlgorithm.ES256, 0, "acme", notBefore, TimeSpan.FromDays(90));

        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero), made.NotBefore);
        Assert.Equal(made.NotBefore.AddDays(90), made.NotAfter);
        Assert.Equal(made.NotBefore.UtcDateTime, certificate.NotBefore.ToUniversalTime());
        Assert.Equal(made.NotAfter.UtcDateTime, certificate.NotAfter.ToUniversalTime());
    }

    [Theory]
    [InlineData("acme, O=evil")]
    [InlineData("a+b=c\"\\;<>#")]
    [InlineData("Ünïcode 会社")]
    public void A_common_name_is_one_name_whatever_it_contains(string name)
    {
        var made = CertificateFactory.Create(SigningAlgorithm.ES256, 0, name, new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(1));

        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        var part = Assert.Single(certificate.SubjectName.EnumerateRelativeDistinguishedNames());
        Assert.Equal(name, part.GetSingleElementValue());
    }

    [Fact]
    public void Every_certificate_has_its_own_key()
    {
        var now = new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);

        var first = CertificateFactory.Create(SigningAlgorithm.ES256, 0, "acme", now, TimeSpan.FromDays(1));
        var second = CertificateFactory.Create(SigningAlgorithm.ES256, 0, "acme", now, TimeSpan.FromDays(1));

        Assert.NotEqual(first.Id, second.Id);
        Assert.NotEqual(first.PrivateKeyPem, second.PrivateKeyPem);
        Assert.DoesNotContain("PRIVATE", first.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SigningAlgorithm.PS256, 2048, 365)]
    [InlineData(SigningAlgorithm.PS256, 3071, 365)]
    [InlineData(SigningAlgorithm.PS256, 8192, 365)]
    [InlineData(SigningAlgorithm.ES256, 3072, 732)]
    [InlineData(SigningAlgorithm.ES256, 3072, 0)]
    [InlineData((SigningAlgorithm)99, 3072, 365)]
    public void What_netsuite_would_refuse_or_shorten_is_not_made(SigningAlgorithm algorithm, int rsaKeySize, int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CertificateFactory.Create(
            algorithm, rsaKeySize, "acme", new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(days)));
}
