using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tests.Hosting;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>The certificate that encrypts the key ring: read at the start, replaced without losing anything, and never with a stack trace.</summary>
public sealed class KeyProtectionTests : IDisposable
{
    private const string Path = "KeyProtection:CertificatePath";
    private const string Password = "KeyProtection:CertificatePassword";
    private const string Previous = "KeyProtection:PreviousCertificatePaths";

    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task The_key_ring_is_encrypted_and_opens_after_its_certificate_was_replaced()
    {
        using var old = NewRsa();
        using var next = NewRsa();
        var pfx = Write("old.pfx", old.Export(X509ContentType.Pfx, "pass"));
        var pem = Write("next.pem", $"{next.ExportCertificatePem()}\n{next.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("pass", Encryption)}");

        Assert.Equal((0, ""), await _folder.OpenAsync((Path, pfx), (Password, "pass")));
        var key = File.ReadAllText(Directory.GetFiles(_folder.KeyRing).Single());
        Assert.Contains("<EncryptedData", key, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", key, StringComparison.Ordinal);

        Assert.Equal((0, ""), await _folder.OpenAsync((Path, pem), (Password, "pass"), (Previous + ":0", pfx)));
        Assert.Equal(ExitCodes.Configuration, (await _folder.OpenAsync((Path, pem), (Password, "pass"))).ExitCode);
    }

    [Fact]
    public async Task A_start_without_the_certificate_says_so_in_a_sentence_and_makes_no_key_in_clear_beside_the_others()
    {
        using var certificate = NewRsa();
        Assert.Equal((0, ""), await _folder.OpenAsync((Path, Write("ring.pfx", certificate.Export(X509ContentType.Pfx, "pass"))), (Password, "pass")));
        var key = Directory.GetFiles(_folder.KeyRing).Single();

        var (exitCode, output) = await ServiceProcess.RunAsync("serve", _folder.Settings(("Serilog:MinimumLevel:Default", "Information")));

        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Contains("KeyProtection:CertificatePath", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" ERR ", output, StringComparison.Ordinal);
        Assert.Equal([key], Directory.GetFiles(_folder.KeyRing));
    }

    [Fact]
    public async Task A_key_ring_in_clear_opens_after_a_certificate_was_added()
    {
        using var certificate = NewRsa();
        Assert.Equal(ExitCodes.Ok, (await _folder.OpenAsync()).ExitCode);

        var pem = Write("key.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}");

        Assert.Equal((0, ""), await _folder.OpenAsync((Path, pem)));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault() => AssertFault("does not exist", "no-such.pfx", null);

    [Fact]
    public void A_folder_is_a_fault() => AssertFault("cannot be read", _folder.In(""), null);

    [Fact]
    public void A_wrong_password_is_a_fault()
    {
        using var certificate = NewRsa();
        AssertFault(Password, Write("key.pfx", certificate.Export(X509ContentType.Pfx, "pass")), "wrong");
        AssertFault(Password, Write("key.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("pass", Encryption)}"), "wrong");
        AssertFault(Password, _folder.In("key.pem"), null);
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_a_fault()
    {
        AssertFault("no PFX or PEM", Write("key.pfx", "hello"), null);
        AssertFault("no PFX or PEM", Write("key.pem", "hello"), null);
    }

    [Fact]
    public void A_certificate_without_its_private_key_is_a_fault()
    {
        using var certificate = NewRsa();
        AssertFault("private key", Write("key.pem", certificate.ExportCertificatePem()), null);
        using var alone = X509CertificateLoader.LoadCertificate(certificate.RawData);
        AssertFault("private key", Write("key.pfx", alone.Export(X509ContentType.Pfx)), null);
    }

    [Fact]
    public void A_key_that_cannot_encrypt_is_a_fault()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = SelfSigned(new CertificateRequest("CN=key ring", key, HashAlgorithmName.SHA256));
        AssertFault("RSA", Write("key.pfx", certificate.Export(X509ContentType.Pfx)), null);
    }

    [Fact]
    public void A_previous_certificate_that_is_not_there_is_a_fault_of_its_own()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Settings.Read((Previous + ":0", "no-such.pfx"), (Previous + ":1", "no-such.pem")));

        Assert.Equal([Previous + ":0", Previous + ":1"], refused.Faults.Select(fault => fault.Key));
    }

    [Fact]
    public async Task The_program_says_so_in_sentences()
    {
        var (exitCode, output) = await ServiceProcess.RunAsync("serve", _folder.Settings((Path, Write("key.pfx", "hello"))));

        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Contains($"fault    {Path}: is no PFX or PEM file", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertFault(string words, string path, string? password)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Settings.Read((Path, path), (Password, password)));

        var fault = Assert.Single(refused.Faults);
        Assert.Equal(Path, fault.Key);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 NewRsa()
    {
        using var key = RSA.Create(2048);
        return SelfSigned(new CertificateRequest("CN=key ring", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static X509Certificate2 SelfSigned(CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.In(name), content);
        return _folder.In(name);
    }
}
