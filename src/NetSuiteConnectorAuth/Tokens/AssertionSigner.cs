using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>From a stored certificate to signed assertions. The private key is opened once and stays in the bounded key cache.</summary>
public sealed class AssertionSigner(SigningKeyCache keys, SecretProtector protector, ClientAssertion assertion)
{
    /// <summary>The owner a private key is encrypted for.</summary>
    public static string OwnerOf(TenantName tenant, string certificateId) => $"{tenant}/{certificateId}";

    /// <summary>Signs when called, not before: each call is a fresh assertion of the moment it is sent.</summary>
    public Func<Secret> For(Certificate certificate, ScopeSet scopes)
    {
        var key = keys.GetOrAdd(
            certificate.Tenant.Value,
            certificate.KeyId,
            () => protector.Unprotect(certificate.PrivateKey!, SecretPurpose.PrivateKey, OwnerOf(certificate.Tenant, certificate.Id)));
        return () => assertion.Sign(key, certificate.Account, certificate.ClientId, scopes.Scopes);
    }
}
