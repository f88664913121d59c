using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>
/// Templates of NetSuite's addresses. <c>{account}</c> is the account's host label (<c>1234567-sb1</c>), <c>{account_id}</c> its ID
/// (<c>1234567_SB1</c>), <c>{client_id}</c> the integration's. Each template is known to build an allowed address for any account.
/// </summary>
/// <param name="Discovery">Null skips discovery.</param>
public sealed partial record EndpointOptions(
    string Authorization,
    string AuthorizationAnyAccount,
    string Token,
    string Revocation,
    string Certificates,
    string? Discovery)
{
    private const string Account = "{account}";
    private const string AccountId = "{account_id}";
    private const string ClientId = "{client_id}";

    public static EndpointOptions Read(ConfigurationReader config, bool allowOtherHosts)
    {
        const string discovery = "https://rest.netsuite.com/rest/datacenterurls?account={account_id}&c={account_id}";
        return new(
            Template("Authorization", "https://{account}.app.netsuite.com/app/login/oauth2/authorize.nl", [Account], []),
            Template("AuthorizationAnyAccount", "https://system.netsuite.com/app/login/oauth2/authorize.nl", [], []),
            Template("Token", "https://{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", [Account], []),
            Template("Revocation", "https://{account}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke", [Account], []),
            Template(
                "Certificates",
                "https://{account}.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/{client_id}/certificates",
                [Account, ClientId],
                []),
            OptionalTemplate("Discovery", discovery, [AccountId], [Account]));

        string Template(string name, string fallback, string[] required, string[] optional) =>
            Checked(name, config.Text($"NetSuite:Endpoints:{name}") ?? fallback, required, optional);

        string? OptionalTemplate(string name, string fallback, string[] required, string[] optional) =>
            config.TextOrNone($"NetSuite:Endpoints:{name}", fallback) is { } template ? Checked(name, template, required, optional) : null;

        string Checked(string name, string template, string[] required, string[] optional)
        {
            if (WhyNotTemplate(template, required, optional, allowOtherHosts) is { } fault)
            {
                config.Fault($"NetSuite:Endpoints:{name}", fault);
            }

            return template;
        }
    }

    private static string? WhyNotTemplate(string template, string[] required, string[] optional, bool allowOtherHosts)
    {
        if (required.FirstOrDefault(placeholder => !template.Contains(placeholder, StringComparison.Ordinal)) is { } missing)
        {
            return $"must contain {missing}.";
        }

        if (Placeholder().Matches(template).Select(match => match.Value).Except([.. required, .. optional]).FirstOrDefault() is { } unknown)
        {
            return $"must not contain {unknown}.";
        }

        // Judged as it will be used, so that a placeholder in an odd place (a port, a user name) shows itself.
        var sample = template.Replace(AccountId, "1234567_SB1", StringComparison.Ordinal)
            .Replace(Account, "1234567-sb1", StringComparison.Ordinal)
            .Replace(ClientId, "0123abcd", StringComparison.Ordinal);
        return WhyNotAddress(sample, allowOtherHosts);
    }

    private static string? WhyNotAddress(string sample, bool allowOtherHosts)
    {
        if (UrlRules.WhyNotHttps(sample) is { } fault)
        {
            return fault;
        }

        var url = new Uri(sample);
        if (url.Fragment.Length > 0)
        {
            return "must have no fragment.";
        }

        var isHttps = url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort;
        return allowOtherHosts || (isHttps && url.Host.EndsWith(".netsuite.com", StringComparison.Ordinal))
            ? null
            : "must be https and a host under netsuite.com, unless NetSuite:AllowOtherHosts is true.";
    }

    // Any run of braces: a misspelt placeholder is a placeholder too.
    [GeneratedRegex(@"\{[^{}]*\}|[{}]", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
