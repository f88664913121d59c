using System.Collections.Concurrent;
using NetSuiteSimulator.Certificates;

namespace NetSuiteSimulator.Accounts;

/// <summary>One NetSuite account: production, sandbox and release preview are three (section_1498251763).</summary>
public sealed class Account
{
    private readonly ConcurrentDictionary<long, User> _users = new();
    private readonly ConcurrentDictionary<long, Role> _roles = new();
    private readonly ConcurrentDictionary<string, Installation> _installations = new(StringComparer.Ordinal);
    private int _generation;

    internal Account(AccountName name)
    {
        Id = name.Id;
        Label = name.Label;
        AddRole(Role.Administrator, "Administrator", PermissionId.All);
        AddRole(1042, "Example Connector Role", PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices, PermissionId.ManageOwnCertificates);
        AddRole(1043, "Role without certificates", PermissionId.LogInUsingOAuth2, PermissionId.RestWebServices);
        AddRole(1044, "Role without OAuth 2.0 login", PermissionId.RestWebServices, PermissionId.ManageOwnCertificates);
        AddRole(1045, "Role without REST", PermissionId.LogInUsingOAuth2, PermissionId.ManageOwnCertificates);
        AddUser(-5, "Administrator User", Role.Administrator, 1042);
        AddUser(317, "Integration User", 1042, 1043, 1044, 1045);
        AddUser(318, "Second User", 1042, 1043);
    }

    /// <summary>As NetSuite writes it: <c>1234567_SB1</c>.</summary>
    public string Id { get; }

    /// <summary>As host names have it: <c>1234567-sb1</c>.</summary>
    public string Label { get; }

    public bool IsProduction => !Id.Contains('_', StringComparison.Ordinal);

    /// <summary>Feature OAuth 2.0 (section_157771482304).</summary>
    public bool OAuth2Feature { get; set; } = true;

    /// <summary>Feature REST Web Services.</summary>
    public bool RestWebServicesFeature { get; set; } = true;

    /// <summary>"Require Approval during Auto-Installation of Integration": consent installs the record, but it waits.</summary>
    public bool RequireApproval { get; set; }

    public CertificateRegister Certificates { get; } = new();

    /// <summary>How often all authorizations ended at once: every token of a user's grant of an earlier generation is dead.</summary>
    public int Generation => Volatile.Read(ref _generation);

    public IEnumerable<User> Users => _users.Values.OrderBy(user => user.Id);

    public IEnumerable<Role> Roles => _roles.Values.OrderBy(role => role.Id);

    public IEnumerable<KeyValuePair<string, Installation>> Installations => _installations;

    /// <summary>Adds a user or replaces the one with this ID.</summary>
    public User AddUser(long id, string name, params long[] roles) => _users[id] = new User(id, name, roles);

    /// <summary>Adds a role or replaces the one with this ID.</summary>
    public Role AddRole(long id, string name, params string[] permissions) => _roles[id] = new Role(id, name, permissions);

    public User? FindUser(long id) => _users.GetValueOrDefault(id);

    public Role? FindRole(long id) => _roles.GetValueOrDefault(id);

    public Installation? FindInstallation(string clientId) => _installations.GetValueOrDefault(clientId);

    /// <summary>Installs the record, as the first grant of a token does (section_4429293934); does nothing when it is there.</summary>
    public Installation Install(string clientId) => _installations.GetOrAdd(
        clientId,
        static (_, approval) => new Installation(approval ? IntegrationState.WaitingForApproval : IntegrationState.Enabled),
        RequireApproval);

    /// <summary>The SuiteApp is uninstalled: its record goes (section_4429221557).</summary>
    public void Uninstall(string clientId) => _installations.TryRemove(clientId, out _);

    /// <summary>Whether this user may act in this role now.</summary>
    public bool MayAct(long entity, long role) =>
        FindUser(entity) is { Active: true } user && user.Roles.Contains(role) && FindRole(role) is { Active: true };

    /// <summary>
    /// "OAuth 2.0 Authorized Applications › Revoke", for all users: the tokens of their grants die, and consent is asked for again
    /// (section_157960925955). Certificates and their tokens go on.
    /// </summary>
    public void RevokeAuthorizations()
    {
        Interlocked.Increment(ref _generation);
        foreach (var installation in _installations.Values)
        {
            installation.ForgetConsents();
        }
    }

    /// <summary>
    /// A sandbox refresh: certificates mapped here are gone, authorizations must be given again, states return to their defaults
    /// (section_162686838198, section_1515139626). The account ID stays.
    /// </summary>
    internal void Refresh()
    {
        Interlocked.Increment(ref _generation);
        Certificates.Clear();
        _installations.Clear();
    }
}
