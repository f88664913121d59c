namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>
/// Body of <c>POST /tenants/{tenant}/import</c>. <paramref name="CertificateId"/> or <paramref name="CertificatePem"/> says which mapping
/// it is; <paramref name="Role"/> and <paramref name="Entity"/> are NetSuite's when left out.
/// </summary>
public sealed record ImportRequest(
    string? Account,
    string? PrivateKeyPem,
    string? Integration = null,
    int? Role = null,
    int? Entity = null,
    string? CertificateId = null,
    string? CertificatePem = null)
{
    /// <summary>A record would print its members, and one of them is the private key.</summary>
    public override string ToString() => nameof(ImportRequest);
}
