using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>A proven certificate takes over: it signs, those before it drain, the tenant is as it was consented.</summary>
/// <param name="Event">What that means for the tenant; null when a rotation only renewed what worked.</param>
public sealed record Activation(Certificate Certificate, string? Event)
{
    /// <summary>Null, and nothing is changed, when the tenant is not to be connected any more, or the certificate may not sign.</summary>
    public static Activation? Of(Tenant tenant, Issuance issuance, IReadOnlyCollection<Certificate> certificates, DateTimeOffset now)
    {
        var (wasConnectedEver, statusBefore) = (tenant.BelongsToAccount, tenant.Status);
        var certificate = certificates.Single(c => c.Id == issuance.CertificateId);
        if (!certificate.MaySign || !tenant.Activate(issuance.Identity, issuance.Integration, issuance.Scopes, now).IsApplied)
        {
            return null;
        }

        foreach (var before in certificates.Where(c => c.ActivatedAt is not null && c.Id != issuance.CertificateId))
        {
            before.Retired(now);
        }

        _ = certificate.Activated(now);
        return new Activation(certificate, issuance.Kind switch
        {
            IssuanceKind.Consent => wasConnectedEver ? EventType.TenantReconnected : EventType.TenantConnected,
            _ => statusBefore is TenantStatus.ReconnectRequired ? EventType.TenantRecovered : null,
        });
    }
}
