using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Control;

/// <summary>An account as the control API shows it.</summary>
internal sealed record AccountView(
    string Id,
    string Label,
    bool OAuth2Feature,
    bool RestWebServicesFeature,
    bool RequireApproval,
    IEnumerable<AccountView.UserView> Users,
    IEnumerable<AccountView.RoleView> Roles,
    IEnumerable<AccountView.InstallationView> Integrations,
    IEnumerable<AccountView.CertificateView> Certificates)
{
    public static AccountView Of(SimulatedNetSuite netSuite, Account account) => new(
        account.Id,
        account.Label,
        account.OAuth2Feature,
        account.RestWebServicesFeature,
        account.RequireApproval,
        account.Users.Select(user => new UserView(user.Id, user.Name, user.Active, user.Roles)),
        account.Roles.Select(role => new RoleView(role.Id, role.Name, role.Active, role.Permissions)),
        account.Installations.Select(pair => new InstallationView(pair.Key, pair.Value.State, pair.Value.ConsentPolicy)),
        account.Certificates.All.Select(certificate => new CertificateView(
            certificate.Id,
            certificate.ClientId,
            certificate.Role,
            certificate.Entity,
            certificate.Algorithm,
            certificate.CreatedAt,
            certificate.ValidUntil,
            certificate.VisibleAt,
            certificate.RevokedAt,
            certificate.IsActive(netSuite.Clock.GetUtcNow()))));

    internal sealed record UserView(long Id, string Name, bool Active, IEnumerable<long> Roles);

    internal sealed record RoleView(long Id, string Name, bool Active, IEnumerable<string> Permissions);

    internal sealed record InstallationView(string ClientId, IntegrationState State, ConsentPolicy ConsentPolicy);

    internal sealed record CertificateView(
        string Id,
        string ClientId,
        long Role,
        long Entity,
        string Algorithm,
        DateTimeOffset CreatedAt,
        DateTimeOffset ValidUntil,
        DateTimeOffset VisibleAt,
        DateTimeOffset? RevokedAt,
        bool Active);
}
