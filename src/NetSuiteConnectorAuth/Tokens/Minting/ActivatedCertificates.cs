using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Tokens;

public static class ActivatedCertificates
{
    /// <summary>Those among which <see cref="CertificatePolicy"/> finds the one that signs, and its fallback.</summary>
    public static async Task<List<Certificate>> ActivatedCertificatesAsync(
        this IDbContextFactory<ConnectorDbContext> contexts, TenantName tenant, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Certificates.AsNoTracking()
            .Where(c => c.Tenant == tenant && c.ActivatedAt != null && c.RevokedAt == null)
            .ToListAsync(cancellationToken);
    }
}
