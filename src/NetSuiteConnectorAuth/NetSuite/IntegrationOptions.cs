using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>One integration record of the vendor's.</summary>
/// <param name="ClientSecret">Null for a public client.</param>
/// <param name="Scopes">Never empty, always with <c>rest_webservices</c>.</param>
/// <param name="AllowedRoles">Internal IDs of roles; any role when empty.</param>
public sealed record IntegrationOptions(
    string Name,
    string ClientId,
    Secret? ClientSecret,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<int> AllowedRoles)
{
    private const string RestWebServices = "rest_webservices";
    private static readonly string[] KnownScopes = ["restlets", RestWebServices, "suite_analytics"];

    public static IReadOnlyDictionary<string, IntegrationOptions> ReadAll(ConfigurationReader config)
    {
        var names = config.Names("NetSuite:Integrations");
        if (names.Count == 0)
        {
            config.Fault("NetSuite:Integrations", "must name an integration record of yours: set NetSuite:Integrations:default:ClientId.");
        }

        return names.ToDictionary(name => name, name => Read(config, name), StringComparer.Ordinal);
    }

    private static IntegrationOptions Read(ConfigurationReader config, string name)
    {
        var at = $"NetSuite:Integrations:{name}";
        return new(
            name,
            ReadClientId(config, $"{at}:ClientId"),
            config.Secret($"{at}:ClientSecret"),
            ReadScopes(config, $"{at}:Scopes"),
            [.. config.List($"{at}:AllowedRoles", WhyNotRole).Select(int.Parse)]);
    }

    private static string ReadClientId(ConfigurationReader config, string key)
    {
        var clientId = config.RequiredText(key);
        if (clientId.Length > 0 && !NetSuiteEndpoints.UrlSafeId().IsMatch(clientId))
        {
            config.Fault(key, "must be the client ID as NetSuite shows it: letters, digits, - and _, at most 128.");
        }

        return clientId;
    }

    private static IReadOnlyList<string> ReadScopes(ConfigurationReader config, string key)
    {
        if (!config.Has(key))
        {
            _ = config.List(key);
            return [RestWebServices];
        }

        var scopes = config.List(key, WhyNotScope);
        if (!scopes.Contains(RestWebServices))
        {
            config.Fault(key, "must contain rest_webservices: NetSuite asks for it at the certificate endpoint.");
        }
        else if (scopes.Distinct().Count() != scopes.Count)
        {
            config.Fault(key, "names a scope twice.");
        }

        return scopes;
    }

    private static string? WhyNotScope(string scope) =>
        KnownScopes.Contains(scope) ? null : $"must be one of {string.Join(", ", KnownScopes)}.";

    private static string? WhyNotRole(string role) =>
        int.TryParse(role, out var id) && id > 0 ? null : "must be the internal ID of a role, a positive number.";
}
