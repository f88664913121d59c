using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>What an import's request says for itself: its form first, then its key. Nobody is asked, and nothing is written.</summary>
public sealed partial class ImportJudge(TenantDirectory directory, NetSuiteOptions netSuite, CertificateOptions certificates)
{
    private const string Unreadable =
        "private_key_pem must hold one RSA or EC private key in PEM form and not encrypted (PKCS#8, PKCS#1 or SEC 1).";

    private const string Encrypted = "private_key_pem is encrypted. Decrypt it first: openssl pkey -in key.pem -out clear.pem";

    private const string NoCertificate = "certificate_id or certificate_pem is required: one of them names the mapping.";

    private const string BadCertificate = "certificate_pem must hold one certificate in PEM form and nothing else.";

    private const string BadCertificateId = "certificate_id is not one of NetSuite's certificate IDs.";

    /// <returns>Either the one or the other.</returns>
    public (ImportPlan? Plan, Refusal? Refusal) Judge(string tenant, ImportRequest request)
    {
        if (!TenantName.TryParse(tenant, out var name))
        {
            return Refuse(ErrorCode.TenantInvalid);
        }

        if (!AccountId.TryParseLoose(request.Account, out var account))
        {
            return Refuse(ErrorCode.AccountInvalid);
        }

        _ = directory.TryGet(name.Value, out var known);
        var integration = request.Integration ?? known?.Integration ?? netSuite.DefaultIntegration?.Name;
        if (integration is null || !netSuite.Integrations.TryGetValue(integration, out var options))
        {
            return Refuse(ErrorCode.IntegrationUnknown);
        }

        if (string.IsNullOrWhiteSpace(request.PrivateKeyPem))
        {
            return Refuse(ErrorCode.MalformedRequest, Unreadable);
        }

        if (!SuppliedKey.TryRead(new Secret(request.PrivateKeyPem), null, certificates.Algorithm, out var key, out var fault))
        {
            return fault switch
            {
                SuppliedKeyFault.Weak => Refuse(ErrorCode.KeyWeak),
                SuppliedKeyFault.Encrypted => Refuse(ErrorCode.MalformedRequest, Encrypted),
                _ => Refuse(ErrorCode.MalformedRequest, Unreadable),
            };
        }

        var (certificate, id, refusal) = JudgeCertificate(request, key);
        return refusal is not null
            ? (null, refusal)
            : (new ImportPlan(name, account, options, key, id!, certificate, request.Role, request.Entity), null);
    }

    private static (MadeCertificate? Certificate, string? Id, Refusal? Refusal) JudgeCertificate(ImportRequest request, SuppliedKey key)
    {
        if (request.CertificateId is { } id && !IdShape().IsMatch(id))
        {
            return (null, null, new Refusal(ErrorCode.MalformedRequest, BadCertificateId));
        }

        if (request.CertificatePem is null)
        {
            return request.CertificateId is null
                ? (null, null, new Refusal(ErrorCode.MalformedRequest, NoCertificate))
                : (null, request.CertificateId, null);
        }

        using var certificate = SuppliedCertificate.TryReadOnly(request.CertificatePem);
        if (certificate is null)
        {
            return (null, null, new Refusal(ErrorCode.MalformedRequest, BadCertificate));
        }

        if (!key.Fits(certificate))
        {
            return (null, null, new Refusal(ErrorCode.KeyMismatch));
        }

        var made = key.With(certificate);
        return request.CertificateId is { } said && said != made.Id
            ? (null, null, new Refusal(ErrorCode.KeyMismatch, "certificate_id is not the ID of certificate_pem."))
            : (made, made.Id, null);
    }

    private static (ImportPlan? Plan, Refusal? Refusal) Refuse(ErrorCode code, string? detail = null) => (null, new Refusal(code, detail));

    /// <summary>A thumbprint has 43 of these characters; Oracle publishes no rule, so others are NetSuite's to refuse.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex IdShape();
}
