using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The one place where a stored certificate becomes an access token. The private key is opened once and stays in the bounded key
/// cache; every attempt is signed at the moment it is sent.
/// </summary>
public sealed class CertificateLogin(
    NetSuiteClient client,
    NetSuiteEndpoints endpoints,
    NetSuiteClock clock,
    SigningKeyCache keys,
    SecretProtector protector,
    TokenOptions options)
{
    /// <summary>The owner a private key is encrypted for.</summary>
    public static string OwnerOf(TenantName tenant, string certificateId) => $"{tenant}/{certificateId}";

    public Task<NetSuiteResult<MintedToken>> MintAsync(Certificate certificate, ScopeSet scopes, CancellationToken cancellationToken) =>
        MintAsync(client.MintAsync, certificate, scopes, cancellationToken);

    /// <summary>For a certificate that signs: a refusal is believed when a second, fresh assertion meets it too.</summary>
    public Task<NetSuiteResult<MintedToken>> MintForSureAsync(Certificate certificate, ScopeSet scopes, CancellationToken cancellationToken) =>
        MintAsync(client.MintForSureAsync, certificate, scopes, cancellationToken);

    private async Task<NetSuiteResult<MintedToken>> MintAsync(
        Func<AccountId, Func<Secret>, CancellationToken, Task<NetSuiteResult<MintedToken>>> mint,
        Certificate certificate,
        ScopeSet scopes,
        CancellationToken cancellationToken)
    {
        var account = certificate.Account;
        var audience = endpoints.Token(account);
        using var lease = await keys.RentAsync(certificate.Tenant, certificate.Id, _ => Task.FromResult(Open(certificate)), cancellationToken);
        return await mint(
            account,
            () => ClientAssertion.Sign(
                lease.Key, certificate.ClientId, scopes.Scopes, audience, clock.Now(account), options.AssertionLifetime),
            cancellationToken);
    }

    /// <summary>Its private key was shredded: it leaves memory, too.</summary>
    public void Forget(Certificate certificate) => keys.Remove(certificate.Tenant, certificate.Id);

    private SigningKey Open(Certificate certificate) => SigningKey.FromPem(
        protector.Unprotect(certificate.PrivateKey!, SecretPurpose.PrivateKey, OwnerOf(certificate.Tenant, certificate.Id)),
        certificate.Id,
        certificate.Algorithm);
}
