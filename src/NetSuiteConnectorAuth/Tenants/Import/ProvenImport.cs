using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.NetSuite.Answers;

namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>An import that NetSuite has confirmed: it issued a token for the key, and its list shows the mapping in force.</summary>
public sealed record ProvenImport(ImportPlan Plan, ConsentedIdentity Identity, ListedCertificate Listed, MintedToken Token)
{
    /// <summary>What NetSuite's list says of the mapping, held against the request. Pure.</summary>
    /// <returns>Either the one or the other.</returns>
    public static (ProvenImport? Import, Refusal? Refusal) Judge(
        ImportPlan plan, AccountOrigins origins, MintedToken token, IReadOnlyList<ListedCertificate> list, DateTimeOffset now)
    {
        if (list.FirstOrDefault(certificate => certificate.Id == plan.CertificateId) is not { } listed)
        {
            return NotProven("NetSuite issued a token, but its list does not show the certificate to the mapping's user.");
        }

        if (!listed.IsActive(DateOnly.FromDateTime(now.UtcDateTime)))
        {
            return NotProven("NetSuite's list shows the certificate as revoked or expired.");
        }

        if ((plan.Role ?? listed.Role) is not { } role || (plan.Entity ?? listed.Entity) is not { } entity)
        {
            return NotProven("NetSuite's list does not say role and entity: name both.");
        }

        if ((listed.Role ?? role) != role || (listed.Entity ?? entity) != entity)
        {
            return NotProven($"NetSuite's list shows role {listed.Role} and entity {listed.Entity} for the certificate.");
        }

        if (plan.Integration.AllowedRoles is { Count: > 0 } allowed && !allowed.Contains(role))
        {
            return (null, new Refusal(ErrorCode.Conflict, $"Role {role} is not among the integration's AllowedRoles."));
        }

        if (plan.Certificate is null && listed.ValidUntil is null)
        {
            return NotProven("NetSuite's list does not say how long the certificate is valid: send certificate_pem.");
        }

        var proven = new ProvenImport(
            plan, new ConsentedIdentity(plan.Account, role, entity, origins.Rest, origins.Restlet), listed, token);
        var certificate = proven.ToCertificate(now);

        // A date is used up to its beginning only, so that the last day is none of ours.
        return certificate.NotBefore <= now && now < certificate.ValidUntil
            ? (proven, null)
            : NotProven("The certificate is not valid yet, or it ends today.");
    }

    /// <summary>As it is stored, all facts in it but its activation and its key.</summary>
    public Certificate ToCertificate(DateTimeOffset now)
    {
        var certificate = new Certificate
        {
            Tenant = Plan.Tenant,
            Id = Plan.CertificateId,
            Account = Plan.Account,
            ClientId = Plan.Integration.ClientId,
            Role = Identity.Role,
            Entity = Identity.Entity,
            Algorithm = Plan.Key.Algorithm,
            Pem = Plan.Certificate?.CertificatePem ?? "",
            NotBefore = Plan.Certificate?.NotBefore ?? ListedStart(now),
            NotAfter = Plan.Certificate?.NotAfter ?? Midnight(Listed.ValidUntil!.Value),
            MadeAt = now,
        };
        certificate.Uploaded(Listed.ValidUntil, now);
        certificate.Proven(now);
        return certificate;
    }

    /// <summary>NetSuite's day may begin after ours; what a token was issued for is valid by then.</summary>
    private DateTimeOffset ListedStart(DateTimeOffset now) =>
        Listed.ValidFrom is { } day && Midnight(day) <= now ? Midnight(day) : now;

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static (ProvenImport? Import, Refusal? Refusal) NotProven(string detail) => (null, new Refusal(ErrorCode.NotProven, detail));
}
