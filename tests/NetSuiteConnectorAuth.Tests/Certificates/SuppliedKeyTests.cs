using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>Private keys from elsewhere: which are read, which are judged good, and what is said of the others.</summary>
public sealed class SuppliedKeyTests
{
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    [Theory]
    [InlineData(SigningAlgorithm.ES256)]
    [InlineData(SigningAlgorithm.ES384)]
    [InlineData(SigningAlgorithm.ES512)]
    [InlineData(SigningAlgorithm.PS256)]
    [InlineData(SigningAlgorithm.PS384)]
    [InlineData(SigningAlgorithm.PS512)]
    public void Every_key_we_make_ourselves_is_taken_with_its_certificate(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);

        var key = Read(made.PrivateKeyPem.Reveal(), preferred: algorithm);

        Assert.True(key.Fits(certificate));
        Assert.Equal(made with { PrivateKeyPem = key.PrivateKeyPem }, key.With(certificate));
        Assert.Equal(made.PrivateKeyPem.Reveal(), key.PrivateKeyPem.Reveal());
        using var signing = SigningKey.FromPem(key.PrivateKeyPem, made.Id, key.Algorithm);
    }

    [Theory]
    [InlineData(SigningAlgorithm.ES256, SigningAlgorithm.PS256)]
    [InlineData(SigningAlgorithm.PS256, SigningAlgorithm.PS256)]
    [InlineData(SigningAlgorithm.PS384, SigningAlgorithm.PS384)]
    [InlineData(SigningAlgorithm.PS512, SigningAlgorithm.PS512)]
    public void An_RSA_key_signs_with_the_configured_algorithm_where_it_can(SigningAlgorithm configured, SigningAlgorithm expected) =>
        Assert.Equal(expected, Read(TestCertificates.Of(SigningAlgorithm.PS256).PrivateKeyPem.Reveal(), preferred: configured).Algorithm);

    [Fact]
    public void A_curve_has_one_algorithm_whatever_is_configured() =>
        Assert.Equal(SigningAlgorithm.ES384, Read(TestCertificates.Of(SigningAlgorithm.ES384).PrivateKeyPem.Reveal(), preferred: SigningAlgorithm.PS256).Algorithm);

    [Fact]
    public void All_forms_of_a_key_are_read()
    {
        using var ec = ECDsa.Create();
        ec.ImportFromPem(TestCertificates.Es256.PrivateKeyPem.Reveal());
        using var rsa = RSA.Create();
        rsa.ImportFromPem(TestCertificates.Of(SigningAlgorithm.PS256).PrivateKeyPem.Reveal());
        var pkcs8 = Read(ec.ExportPkcs8PrivateKeyPem());

        Assert.True(Read(ec.ExportECPrivateKeyPem()).IsSameAs(pkcs8));
        Assert.True(Read($"Bag Attributes\n{TestCertificates.Es256.CertificatePem}\n\n{ec.ExportPkcs8PrivateKeyPem()}\r\n").IsSameAs(pkcs8));
        Assert.True(Read(ec.ExportEncryptedPkcs8PrivateKeyPem("pass", Encryption), "pass").IsSameAs(pkcs8));
        Assert.True(Read(rsa.ExportRSAPrivateKeyPem()).IsSameAs(Read(rsa.ExportEncryptedPkcs8PrivateKeyPem("pass", Encryption), "pass")));
        Assert.False(Read(rsa.ExportRSAPrivateKeyPem()).IsSameAs(pkcs8));
    }

    [Fact]
    public async Task The_keys_of_openssl_are_read_as_they_come()
    {
        // The parameters stand in a block of their own before the key.
        var ec = await OpenSslAsync("", "ecparam", "-name", "prime256v1", "-genkey");
        var pss = await OpenSslAsync("", "genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:3072");
        var encrypted = await OpenSslAsync(ec, "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:word");
        var old = await OpenSslAsync(ec, "ec", "-aes128", "-passout", "pass:word");

        Assert.StartsWith("-----BEGIN EC PARAMETERS", ec, StringComparison.Ordinal);
        Assert.True(Read(ec).IsSameAs(Read(encrypted, "word")));
        Assert.Equal(SigningAlgorithm.PS256, Read(pss).Algorithm);
        Assert.Equal(SuppliedKeyFault.Encrypted, FaultOf(encrypted));
        Assert.Equal(SuppliedKeyFault.Encrypted, FaultOf(encrypted, "wrong"));
        Assert.Equal(SuppliedKeyFault.Encrypted, FaultOf(old, "word"));
    }

    [Fact]
    public async Task A_certificate_of_an_RSA_PSS_key_fits_it()
    {
        // Help: "Creating a Certificate", for SuiteScript.
        var both = await OpenSslAsync(
            "", "req", "-x509", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:3072", "-nodes", "-days", "10", "-subj", "/CN=acme", "-keyout", "-", "-out", "-");
        using var certificate = X509Certificate2.CreateFromPem(both);

        Assert.True(Read(both).Fits(certificate));
    }

    [Fact]
    public async Task Keys_that_NetSuite_does_not_accept_are_weak()
    {
        string[] keys =
        [
            await OpenSslAsync("", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
            await OpenSslAsync("", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3200"),
            await OpenSslAsync("", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"),
            await OpenSslAsync("", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"),
            await OpenSslAsync("", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp224r1"),
            await OpenSslAsync("", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:sect283k1"),
            await OpenSslAsync("", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-pkeyopt", "ec_param_enc:explicit"),
            await OpenSslAsync("", "genpkey", "-algorithm", "ED25519"),
            await OpenSslAsync("", "genpkey", "-algorithm", "X25519"),
        ];

        Assert.All(keys, key => Assert.Equal(SuppliedKeyFault.Weak, FaultOf(key)));
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    public void What_is_no_key_is_unreadable(string text) => Assert.Equal(SuppliedKeyFault.Unreadable, FaultOf(text));

    [Fact]
    public void A_public_key_a_certificate_two_keys_and_a_broken_key_are_unreadable()
    {
        var pem = TestCertificates.Es256.PrivateKeyPem.Reveal();
        using var ec = ECDsa.Create();
        ec.ImportFromPem(pem);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var mixed = ec.ExportParameters(includePrivateParameters: true) with { Q = other.ExportParameters(includePrivateParameters: false).Q };

        Assert.Equal(SuppliedKeyFault.Unreadable, FaultOf(ec.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(SuppliedKeyFault.Unreadable, FaultOf(TestCertificates.Es256.CertificatePem));
        Assert.Equal(SuppliedKeyFault.Unreadable, FaultOf($"{pem}\n{pem}"));
        Assert.Equal(SuppliedKeyFault.Unreadable, FaultOf(Sec1Of(mixed)));
        Assert.Equal(SuppliedKeyFault.Unreadable, FaultOf(BrokenRsa()));
    }

    [Fact]
    public void No_other_key_fits_a_certificate()
    {
        using var certificate = X509Certificate2.CreateFromPem(TestCertificates.Es256.CertificatePem);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.False(Read(other.ExportPkcs8PrivateKeyPem()).Fits(certificate));
        Assert.False(Read(TestCertificates.Of(SigningAlgorithm.PS256).PrivateKeyPem.Reveal()).Fits(certificate));
    }

    /// <summary>An RSA key one of whose numbers was hit.</summary>
    private static string BrokenRsa()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(TestCertificates.Of(SigningAlgorithm.PS256).PrivateKeyPem.Reveal());
        var der = rsa.ExportRSAPrivateKey();
        var exponent = rsa.ExportParameters(includePrivateParameters: true).DP!;
        der[der.AsSpan().IndexOf(exponent) + 100] ^= 0x40;
        return PemEncoding.WriteString("RSA PRIVATE KEY", der);
    }

    /// <summary>A private key with the public half of another: no library of ours would write it.</summary>
    private static string Sec1Of(ECParameters key)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteOctetString(key.D!);
            using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0)))
            {
                writer.WriteObjectIdentifier(key.Curve.Oid.Value!);
            }

            using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 1)))
            {
                writer.WriteBitString([0x04, .. key.Q.X!, .. key.Q.Y!]);
            }
        }

        return PemEncoding.WriteString("EC PRIVATE KEY", writer.Encode());
    }

    private static async Task<string> OpenSslAsync(string input, params string[] arguments) =>
        Encoding.UTF8.GetString(await OpenSsl.RunAsync(Encoding.UTF8.GetBytes(input), arguments));

    private static SuppliedKey Read(string pem, string? password = null, SigningAlgorithm preferred = SigningAlgorithm.ES256)
    {
        Assert.True(
            SuppliedKey.TryRead(new Secret(pem), password is null ? null : new Secret(password), preferred, out var key, out var fault), fault.ToString());
        return key;
    }

    private static SuppliedKeyFault FaultOf(string pem, string? password = null)
    {
        Assert.False(SuppliedKey.TryRead(new Secret(pem), password is null ? null : new Secret(password), SigningAlgorithm.ES256, out var key, out var fault));
        Assert.Null(key);
        return fault;
    }
}
