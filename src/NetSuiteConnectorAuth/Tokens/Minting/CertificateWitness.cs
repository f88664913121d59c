using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The independent signal when NetSuite refuses a certificate: its own list, read with a token of before that still lives. One of an
/// earlier generation may be another user's, who is not shown this one's certificates.
/// </summary>
public sealed class CertificateWitness(
    NetSuiteClient client, IDbContextFactory<ConnectorDbContext> contexts, SecretProtector protector, TimeProvider time)
{
    private static readonly TimeSpan EnoughLife = TimeSpan.FromSeconds(30);

    public async Task<CertificateSight> LookAsync(Certificate certificate, CancellationToken cancellationToken)
    {
        if (await FindTokenAsync(certificate.Tenant, cancellationToken) is not { } token)
        {
            return CertificateSight.Unknown;
        }

        var listed = await client.ListCertificatesAsync(certificate.Account, certificate.ClientId, token, cancellationToken);
        return listed.Succeeded(out var list, out _)
            ? list.FirstOrDefault(c => c.Id == certificate.Id) switch
            {
                null => CertificateSight.Missing,
                { Revoked: true } => CertificateSight.Revoked,
                _ => CertificateSight.Listed,
            }
            : CertificateSight.Unknown;
    }

    private async Task<Secret?> FindTokenAsync(TenantName tenant, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + EnoughLife;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Tokens.AsNoTracking()
            .Where(t => t.Tenant == tenant && t.ExpiresAt > end && db.Tenants.Any(present => present.Name == tenant && present.Generation == t.Generation))
            .OrderByDescending(t => t.ExpiresAt)
            .FirstOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : protector.Unprotect(row.Token, SecretPurpose.AccessToken, StoredToken.OwnerOf(row.Tenant, row.Generation, row.Scopes));
    }
}
