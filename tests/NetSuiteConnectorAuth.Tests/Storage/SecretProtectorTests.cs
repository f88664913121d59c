using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using NetSuiteConnectorAuth.Storage;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Storage;

/// <summary>A cipher text opens where it was made for, and nowhere else.</summary>
public sealed class SecretProtectorTests
{
    private static readonly Secret Text = new("a private key");

    private readonly SecretProtector _protector = new(new EphemeralDataProtectionProvider());

    public static TheoryData<SecretPurpose> Purposes => [.. Enum.GetValues<SecretPurpose>()];

    [Theory]
    [MemberData(nameof(Purposes))]
    public void A_secret_comes_back_for_its_purpose_and_owner(SecretPurpose purpose)
    {
        var stored = _protector.Protect(Text, purpose, "acme");

        Assert.Equal(Text, _protector.Unprotect(stored, purpose, "acme"));
        Assert.DoesNotContain(Text.Reveal(), stored.CipherText, StringComparison.Ordinal);
        Assert.Equal("***", stored.ToString());
    }

    [Theory]
    [MemberData(nameof(Purposes))]
    public void Another_owners_cipher_text_does_not_open(SecretPurpose purpose)
    {
        var stored = _protector.Protect(Text, purpose, "acme");

        Assert.ThrowsAny<CryptographicException>(() => _protector.Unprotect(stored, purpose, "globex"));
    }

    [Theory]
    [MemberData(nameof(Purposes))]
    public void A_cipher_text_of_another_purpose_does_not_open(SecretPurpose purpose)
    {
        var stored = _protector.Protect(Text, purpose, "acme");

        foreach (var other in Enum.GetValues<SecretPurpose>().Where(other => other != purpose))
        {
            Assert.ThrowsAny<CryptographicException>(() => _protector.Unprotect(stored, other, "acme"));
        }
    }

    [Fact]
    public void A_changed_cipher_text_does_not_open()
    {
        var stored = _protector.Protect(Text, SecretPurpose.PrivateKey, "acme");
        var changed = new ProtectedSecret(stored.CipherText[..^2] + (stored.CipherText[^2] == 'A' ? 'B' : 'A') + stored.CipherText[^1]);

        Assert.ThrowsAny<CryptographicException>(() => _protector.Unprotect(changed, SecretPurpose.PrivateKey, "acme"));
    }
}
