using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Time.Testing;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Certificates;

/// <summary>The certificate the vendor brings for all tenants: read at the start, and every fault told by its key.</summary>
public sealed class SharedCertificateTests : IDisposable
{
    private const string PathKey = "Certificates:SharedCertificatePath";
    private const string PasswordKey = "Certificates:SharedCertificatePassword";
    private const string Password = "pass word of the file ";

    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(SigningAlgorithm.ES256)]
    [InlineData(SigningAlgorithm.ES512)]
    [InlineData(SigningAlgorithm.PS256)]
    public void Each_form_of_the_file_is_read(SigningAlgorithm algorithm)
    {
        var made = TestCertificates.Of(algorithm);
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem, made.PrivateKeyPem.Reveal());

        AssertSame(made, Read(Write("clear.pem", Pem(made))));
        AssertSame(made, Read(Write("clear.pfx", certificate.Export(X509ContentType.Pfx))));
        AssertSame(made, Read(Write("locked.pfx", certificate.Export(X509ContentType.Pfx, Password)), Password));
        AssertSame(made, Read(Write("locked.pem", $"{made.CertificatePem}\n{Encrypted(made)}"), Password));
        AssertSame(made, Read(Write("key-first.crt", $"{made.PrivateKeyPem.Reveal()}\n{made.CertificatePem}\n")));
        AssertSame(made, Read(Write("unused-password.pem", Pem(made)), Password));
    }

    [Fact]
    public async Task What_openssl_writes_is_read()
    {
        var both = Encoding.UTF8.GetString(await OpenSsl.RunAsync(
            [], "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "300", "-subj", "/CN=shared",
            "-passout", $"pass:{Password}", "-keyout", "-", "-out", "-"));

        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", both, StringComparison.Ordinal);
        var read = Read(Write("openssl.pem", both), Password, time: TimeProvider.System);
        Assert.Equal(SigningAlgorithm.ES256, read.Certificate.Algorithm);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", read.Certificate.PrivateKeyPem.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_chain_the_certificate_of_the_key_is_taken() =>
        AssertSame(TestCertificates.Es256, Read(Write("chain.pem", $"{TestCertificates.Of(SigningAlgorithm.ES384).CertificatePem}\n{Pem(TestCertificates.Es256)}")));

    [Fact]
    public void An_RSA_key_signs_with_the_configured_algorithm_where_it_can()
    {
        var file = Write("rsa.pem", Pem(TestCertificates.Of(SigningAlgorithm.PS256)));

        Assert.Equal(SigningAlgorithm.PS256, Read(file).Certificate.Algorithm);
        Assert.Equal(SigningAlgorithm.PS512, Read(file, null, null, ("Certificates:Algorithm", "PS512")).Certificate.Algorithm);
    }

    [Fact]
    public void Without_the_mode_there_is_none_and_the_file_is_not_looked_at()
    {
        Assert.Null(Configure(Write("broken.pem", "nothing"), null, null, ("Certificates:Mode", "PerTenant")).SharedCertificate);
        Assert.Null(Settings.Read().SharedCertificate);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_once() => AssertFault(PathKey, "does not exist", "no-such-file.pem");

    [Theory]
    [InlineData("nothing of the kind")]
    [InlineData("")]
    public void A_file_of_another_kind_is_a_fault(string content) => AssertFault(PathKey, "neither PFX nor PEM", Write("other.pem", content));

    [Fact]
    public void A_certificate_without_its_key_is_a_fault()
    {
        using var certificate = X509Certificate2.CreateFromPem(TestCertificates.Es256.CertificatePem);

        AssertFault(PathKey, "private key", Write("alone.pem", TestCertificates.Es256.CertificatePem));
        AssertFault(PathKey, "private key", Write("alone.pfx", certificate.Export(X509ContentType.Pfx)));
        AssertFault(PathKey, "no certificate of its private key", Write("key.pem", TestCertificates.Es256.PrivateKeyPem.Reveal()));
        AssertFault(
            PathKey, "no certificate of its private key",
            Write("strangers.pem", $"{TestCertificates.Of(SigningAlgorithm.ES384).CertificatePem}\n{TestCertificates.Es256.PrivateKeyPem.Reveal()}"));
        AssertFault(PathKey, "one RSA or EC private key", Write("two.pem", $"{Pem(TestCertificates.Es256)}\n{TestCertificates.Es256.PrivateKeyPem.Reveal()}"));
    }

    [Fact]
    public void A_wrong_password_and_none_are_faults_of_the_password()
    {
        using var certificate = X509Certificate2.CreateFromPem(TestCertificates.Es256.CertificatePem, TestCertificates.Es256.PrivateKeyPem.Reveal());
        var pfx = Write("locked.pfx", certificate.Export(X509ContentType.Pfx, Password));
        var pem = Write("locked.pem", $"{TestCertificates.Es256.CertificatePem}\n{Encrypted(TestCertificates.Es256)}");

        AssertFault(PasswordKey, "does not open", pfx, "wrong");
        AssertFault(PasswordKey, "does not open", pfx);
        AssertFault(PasswordKey, "does not open", pem, "wrong");
        AssertFault(PasswordKey, "is required", pem);
    }

    [Fact]
    public void A_weak_key_is_a_fault()
    {
        using var rsa = RSA.Create(2048);
        using var weak = new CertificateRequest("CN=weak", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TestCertificates.Es256.NotBefore, TestCertificates.Es256.NotAfter);

        AssertFault(PathKey, "does not accept", Write("weak.pem", $"{weak.ExportCertificatePem()}\n{rsa.ExportPkcs8PrivateKeyPem()}"));
        AssertFault(PathKey, "does not accept", Write("weak.pfx", weak.Export(X509ContentType.Pfx)));
    }

    [Fact]
    public void A_certificate_that_is_not_valid_now_is_a_fault()
    {
        var file = Write("dated.pem", Pem(TestCertificates.Es256));

        AssertFault(PathKey, "expired 2027-11-02", file, time: new FakeTimeProvider(TestCertificates.Es256.NotAfter));
        AssertFault(PathKey, "not valid before 2026-11-02", file, time: new FakeTimeProvider(TestCertificates.Es256.NotBefore.AddSeconds(-1)));
        Read(file, time: new FakeTimeProvider(TestCertificates.Es256.NotBefore));
        Read(file, time: new FakeTimeProvider(TestCertificates.Es256.NotAfter.AddSeconds(-1)));
    }

    [Theory]
    [InlineData(731, false)]
    [InlineData(732, true)]
    public void More_than_two_years_is_a_warning(int days, bool isWarnedOf)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = TestCertificates.Es256.NotBefore;
        using var certificate = new CertificateRequest("CN=long", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(days));

        var read = Configure(Write("long.pem", $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}"));

        Assert.NotNull(read.SharedCertificate);
        Assert.Equal(isWarnedOf, read.Warnings.Any(warning => warning.Key == PathKey && warning.Message.Contains("two years", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_fault_ends_the_program_with_78()
    {
        var file = Write("locked.pem", $"{TestCertificates.Es256.CertificatePem}\n{Encrypted(TestCertificates.Es256)}");

        var (exitCode, output) = await ServiceProcess.RunAsync(
            "check-config",
            Settings.Complete(("Certificates:Mode", "Shared"), (PathKey, file), (PasswordKey, "wrong")));

        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Contains($"fault    {PasswordKey}: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Pem(MadeCertificate made) => $"{made.CertificatePem}\n{made.PrivateKeyPem.Reveal()}";

    private static string Encrypted(MadeCertificate made)
    {
        using AsymmetricAlgorithm key = made.Algorithm.Curve() is null ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(made.PrivateKeyPem.Reveal());
        return key.ExportEncryptedPkcs8PrivateKeyPem(Password, Encryption);
    }

    private static void AssertSame(MadeCertificate made, SharedCertificate read) =>
        Assert.Equal(made with { CertificatePem = made.CertificatePem.Trim() }, read.Certificate with { CertificatePem = read.Certificate.CertificatePem.Trim() });

    private static SharedCertificate Read(
        string file, string? password = null, TimeProvider? time = null, params (string Key, string? Value)[] more)
    {
        var read = Configure(file, password, time, more).SharedCertificate;
        Assert.NotNull(read);
        return read;
    }

    private static void AssertFault(string key, string message, string file, string? password = null, TimeProvider? time = null)
    {
        var fault = Assert.Single(Assert.Throws<ConfigurationException>(() => Configure(file, password, time)).Faults);

        Assert.Equal(key, fault.Key);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static ConnectorConfiguration Configure(
        string file, string? password = null, TimeProvider? time = null, params (string Key, string? Value)[] more)
    {
        var settings = Settings.Complete([("Certificates:Mode", "Shared"), (PathKey, file), (PasswordKey, password), .. more]);
        return ConnectorConfiguration.Read(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            new HostingEnvironment { EnvironmentName = Environments.Production },
            time ?? new FakeTimeProvider(TestCertificates.Es256.NotBefore.AddDays(1)));
    }

    private string Write(string name, string content) => _folder.Write(name, content);

    private string Write(string name, byte[] content) => _folder.Write(name, content);
}
