using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>An import as far as it can be judged without asking anybody.</summary>
/// <param name="Certificate">Null when only its ID is known.</param>
/// <param name="Role">What the request says; null when NetSuite shall tell.</param>
/// <param name="Entity">Likewise.</param>
public sealed record ImportPlan(
    TenantName Tenant,
    AccountId Account,
    IntegrationOptions Integration,
    SuppliedKey Key,
    string CertificateId,
    MadeCertificate? Certificate,
    int? Role,
    int? Entity)
{
    public ScopeSet Scopes { get; } = ScopeSet.Of(Integration.Scopes);
}
