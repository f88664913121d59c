using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>The certificate an issuance works on: a fresh one for each tenant, or the vendor's own for all of them.</summary>
public sealed class CertificateMaker(CertificateOptions options, SecretProtector protector, TimeProvider time, SharedCertificate? shared = null)
{
    /// <summary>A clock of NetSuite's that is behind ours must not find the certificate not valid yet.</summary>
    private static readonly TimeSpan BackDating = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Stored with its private key, encrypted, before anybody outside hears of it. Also the vendor's key is kept a tenant: it has to sign
    /// until its successor, which replaces it in the configuration, is proven. Null when the vendor's certificate is used up here.
    /// </summary>
    public async Task<Certificate?> MakeAsync(IssuanceRun run, CancellationToken cancellationToken)
    {
        if (shared is null)
        {
            // An RSA key takes up to a second of pure computing: not on the thread that other issuances wait for.
            var made = await Task.Run(
                () => CertificateFactory.Create(
                    options.Algorithm, options.RsaKeySize, run.Issuance.Tenant.Value, time.GetUtcNow() - BackDating, options.Lifetime),
                cancellationToken);
            return Add(run, made);
        }

        var known = await run.Db.Certificates.SingleOrDefaultAsync(
            c => c.Tenant == run.Issuance.Tenant && c.Id == shared.Certificate.Id, cancellationToken);
        if (known is null)
        {
            // The vendor may have mapped it by hand.
            return Add(run, shared.Certificate).Leaves();
        }

        // NetSuite takes a revoked certificate never again.
        return known.Reuse(Encrypt(known.Tenant, shared.Certificate)) ? known : null;
    }

    private Certificate Add(IssuanceRun run, MadeCertificate made)
    {
        var issuance = run.Issuance;
        return run.Db.Certificates.Add(new Certificate
        {
            Tenant = issuance.Tenant,
            Id = made.Id,
            Account = issuance.Identity.Account,
            ClientId = issuance.ClientId,
            Role = issuance.Identity.Role,
            Entity = issuance.Identity.Entity,
            Algorithm = made.Algorithm,
            Pem = made.CertificatePem,
            NotBefore = made.NotBefore,
            NotAfter = made.NotAfter,
            MadeAt = time.GetUtcNow(),
        }.Keep(Encrypt(issuance.Tenant, made))).Entity;
    }

    private ProtectedSecret Encrypt(Tenants.TenantName tenant, MadeCertificate made) =>
        protector.Protect(made.PrivateKeyPem, SecretPurpose.PrivateKey, CertificateLogin.OwnerOf(tenant, made.Id));
}
