using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>One job or operator that may ask.</summary>
/// <param name="Secrets">Several at once, so that one can be replaced without a gap.</param>
/// <param name="PublicKeys">PEM or JWK, for <c>private_key_jwt</c>.</param>
/// <param name="RequestsPerMinute">Null for no limit.</param>
public sealed record CallerOptions(
    string ClientId,
    IReadOnlyList<SecretHash> Secrets,
    IReadOnlyList<VerificationKey> PublicKeys,
    IReadOnlyList<TenantPattern> Tenants,
    Permissions Permissions,
    int? RequestsPerMinute)
{
    private static readonly Dictionary<string, Permissions> PermissionNames = new(StringComparer.Ordinal)
    {
        ["token"] = Permissions.Token,
        ["assertion"] = Permissions.Assertion,
        ["manage"] = Permissions.Manage,
        ["observe"] = Permissions.Observe,
    };

    /// <param name="issuers">A caller without a secret or a key is still reachable when an issuer speaks for it.</param>
    public static IReadOnlyList<CallerOptions> ReadAll(ConfigurationReader config, IReadOnlyList<IssuerOptions> issuers)
    {
        var vouchedFor = issuers.SelectMany(issuer => issuer.Callers).Select(mapping => mapping.Caller).ToHashSet(StringComparer.Ordinal);
        var clientIds = config.Names("Callers");
        if (clientIds.Count == 0)
        {
            config.Warn("Callers", "is empty: nobody can get a token or make a link.");
        }

        List<CallerOptions> callers = [.. clientIds.Select(clientId => Read(config, clientId, vouchedFor))];
        if (callers.Exists(caller => caller.PublicKeys.Count > 0) && config.Text("InternalBaseUrl") is null)
        {
            // The default is the same for every container, and the jti of an assertion is remembered in one store.
            config.Warn(
                "InternalBaseUrl",
                "is not set although a caller has PublicKeys: an assertion made for another deployment with the same default and the same key would be accepted here.");
        }

        return callers;
    }

    private static CallerOptions Read(ConfigurationReader config, string clientId, HashSet<string> vouchedFor)
    {
        var at = $"Callers:{clientId}";
        var secrets = config.List($"{at}:Secrets", WhyNotSecret);
        var publicKeys = config.List($"{at}:PublicKeys", PublicKeyText.WhyNot);
        var tenants = config.List($"{at}:Tenants", WhyNotTenant);
        var permissions = config.List($"{at}:Permissions", WhyNotPermission);

        if (!config.Says($"{at}:Secrets") && !config.Says($"{at}:PublicKeys") && !vouchedFor.Contains(clientId))
        {
            config.Fault(at, "has no way to authenticate: give it Secrets, PublicKeys, or an entry in Issuers.");
        }

        if (tenants.Count == 0 || permissions.Count == 0)
        {
            config.Warn(at, "has no Tenants or no Permissions, so everything is refused to it.");
        }

        return new(
            clientId,
            [.. secrets.Select(text => SecretHash.Parse(text)!)],
            [.. publicKeys.Select(text => VerificationKey.Parse(text)!)],
            [.. tenants.Select(text => TenantPattern.Parse(text)!)],
            permissions.Aggregate(Permissions.None, (all, name) => all | PermissionNames[name]),
            config.Number($"{at}:RequestsPerMinute", min: 1, max: 1_000_000));
    }

    // The text is not repeated: somebody who forgot to hash wrote the secret itself here.
    private static string? WhyNotSecret(string text) =>
        SecretHash.Parse(text) is null ? "must be sha256: and 64 hex digits, as new-secret prints it." : null;

    private static string? WhyNotTenant(string text) =>
        TenantPattern.Parse(text) is null ? "must be *, the name of a tenant, or a prefix such as acme-*." : null;

    private static string? WhyNotPermission(string text) =>
        PermissionNames.ContainsKey(text) ? null : $"must be one of {string.Join(", ", PermissionNames.Keys)}.";
}
