using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>The one way from <see cref="Secret"/> to <see cref="ProtectedSecret"/> and back.</summary>
public sealed class SecretProtector(IDataProtectionProvider provider)
{
    public ProtectedSecret Protect(Secret secret, SecretPurpose purpose, string owner) =>
        new(For(purpose, owner).Protect(secret.Reveal()));

    /// <exception cref="CryptographicException">The key is not in the ring, or the cipher text is not of this purpose and owner.</exception>
    public Secret Unprotect(ProtectedSecret secret, SecretPurpose purpose, string owner) =>
        new(For(purpose, owner).Unprotect(secret.CipherText));

    private IDataProtector For(SecretPurpose purpose, string owner) =>
        provider.CreateProtector("NetSuiteConnectorAuth", purpose.ToString(), owner);
}
