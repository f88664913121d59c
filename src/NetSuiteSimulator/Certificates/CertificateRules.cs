using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Resources;

namespace NetSuiteSimulator.Certificates;

/// <summary>Who may do what at the certificates API, and which mapping may be made (article_92130837826, section_162686838198).</summary>
internal static class CertificateRules
{
    /// <summary>What list, upload and revoke need alike.</summary>
    public static RefusalCause? Entrance(Exchange exchange, BearerAccess caller, string clientId)
    {
        if (!caller.Scopes.Contains(Scope.RestWebServices))
        {
            return RefusalCause.ScopeInsufficient;
        }

        if (!caller.Role.Has(PermissionId.ManageOwnCertificates))
        {
            return RefusalCause.PermissionMissing;
        }

        return exchange.NetSuite.FindIntegration(clientId) is { ClientCredentialsGrant: true } && exchange.Account.FindInstallation(clientId) is not null
            ? null
            : RefusalCause.ForeignIntegration;
    }

    /// <summary>Oracle's samples show an Administrator managing others' certificates; for any other role "own" is taken at its word.</summary>
    public static bool IsForeign(Exchange exchange, BearerAccess caller, long entity) =>
        exchange.Options.OwnCertificatesOnly && !caller.Role.ManagesOthers && caller.User.Id != entity;

    /// <summary>Whether this caller may map a certificate to this user and role.</summary>
    public static RefusalCause? Mapping(Exchange exchange, BearerAccess caller, UploadRequest upload)
    {
        if (IsForeign(exchange, caller, upload.Entity))
        {
            return RefusalCause.NotOwnEntity;
        }

        if (exchange.Account.FindUser(upload.Entity) is not { } user || exchange.Account.FindRole(upload.Role) is not { } role)
        {
            return RefusalCause.EntityOrRoleUnknown;
        }

        if (exchange.Options.RefuseUnassignedRolesAtUpload && !caller.Role.ManagesOthers && !user.Roles.Contains(role.Id))
        {
            return RefusalCause.RoleNotAssigned;
        }

        return exchange.Options.RefuseRolesWithoutLoginAtUpload && !role.Has(PermissionId.LogInUsingOAuth2) ? RefusalCause.RoleWithoutLogin : null;
    }

    /// <summary>Whether it may be added to these; called under the register's lock.</summary>
    public static RefusalCause? Addition(Exchange exchange, MappedCertificate added, IReadOnlyList<MappedCertificate> existing)
    {
        // One certificate, one combination, once: a revoked one cannot be used again either (subsect_162755332391).
        if (existing.Any(certificate => certificate.Id == added.Id))
        {
            return RefusalCause.CertificateAlreadyKnown;
        }

        var elsewhere = exchange.Options.CertificateLimitAcrossAccounts
            ? exchange.NetSuite.Accounts.Where(account => account != exchange.Account).Sum(account => account.Certificates.CountActive(added.ClientId, exchange.Now))
            : 0;
        var here = existing.Count(certificate => certificate.ClientId == added.ClientId && certificate.IsActive(exchange.Now));
        return here + elsewhere >= exchange.Options.MaxActiveCertificates ? RefusalCause.CertificateLimitReached : null;
    }
}
