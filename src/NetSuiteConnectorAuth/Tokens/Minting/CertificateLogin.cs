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

    /// <summary>
    /// With a key that is not ours yet. It stays out of the cache: there a key of the same name may sign for a tenant, and would answer
    /// in its place.
    /// </summary>
    public async Task<NetSuiteResult<MintedToken>> MintForSureAsync(
        SuppliedKey supplied, string certificateId, AccountId account, string clientId, ScopeSet scopes, CancellationToken cancellationToken)
    {
        using var key = SigningKey.FromPem(supplied.PrivateKeyPem, certificateId, supplied.Algorithm);
        return await client.MintForSureAsync(account, () => Sign(key, account, clientId, scopes), cancellationToken);
    }

    /// <summary>For a job that asks NetSuite itself.</summary>
    public async Task<TokenAnswer.Asserted> AssertAsync(Certificate certificate, ScopeSet scopes, CancellationToken cancellationToken)
    {
        var account = certificate.Account;
        using var lease = await RentAsync(certificate, cancellationToken);
        return new TokenAnswer.Asserted(
            Sign(lease.Key, account, certificate.ClientId, scopes),
            endpoints.Token(account),
            certificate.ClientId,
            options.AssertionLifetime - NetSuiteClock.BackDating);
    }

    /// <summary>Its private key was shredded: it leaves memory, too.</summary>
    public void Forget(Certificate certificate) => keys.Remove(certificate.Tenant, certificate.Id);

    private async Task<NetSuiteResult<MintedToken>> MintAsync(
        Func<AccountId, Func<Secret>, CancellationToken, Task<NetSuiteResult<MintedToken>>> mint,
        Certificate certificate,
        ScopeSet scopes,
        CancellationToken cancellationToken)
    {
        var account = certificate.Account;
        using var lease = await RentAsync(certificate, cancellationToken);
        return await mint(
            account,
            () => Sign(lease.Key, account, certificate.ClientId, scopes),
            cancellationToken);
    }

    private Task<SigningKeyLease> RentAsync(Certificate certificate, CancellationToken cancellationToken) =>
        keys.RentAsync(certificate.Tenant, certificate.Id, _ => Task.FromResult(Open(certificate)), cancellationToken);

    private Secret Sign(SigningKey key, AccountId account, string clientId, ScopeSet scopes) => ClientAssertion.Sign(
        key, clientId, scopes.Scopes, endpoints.Token(account), clock.Now(account), options.AssertionLifetime);

    private SigningKey Open(Certificate certificate) => SigningKey.FromPem(
        protector.Unprotect(certificate.PrivateKey!, SecretPurpose.PrivateKey, OwnerOf(certificate.Tenant, certificate.Id)),
        certificate.Id,
        certificate.Algorithm);
}
