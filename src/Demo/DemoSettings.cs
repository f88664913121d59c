using NetSuiteSimulator.Accounts;

namespace Demo;

/// <summary>The service's configuration, by the keys an operator would set.</summary>
internal static class DemoSettings
{
    public static Dictionary<string, string?> For(Uri simulator, string publicUrl, string internalUrl, string folder)
    {
        var netSuite = simulator.AbsoluteUri.TrimEnd('/');
        const string auth = "/services/rest/auth/oauth2/v1";
        return new()
        {
            ["PublicBaseUrl"] = publicUrl,
            ["Listen:Public"] = publicUrl,
            ["Listen:Internal"] = internalUrl,
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(folder, "connector.db")}",
            ["KeyProtection:KeyRingPath"] = Path.Combine(folder, "keys"),
            ["KeyProtection:AllowUnprotected"] = "true",
            ["Branding:Name"] = "Example Connector",

            // Where the real NetSuite has a host, the simulator has a first path segment.
            ["NetSuite:AllowOtherHosts"] = "true",
            ["NetSuite:Endpoints:Authorization"] = netSuite + "/{account}.app.netsuite.com/app/login/oauth2/authorize.nl",
            ["NetSuite:Endpoints:AuthorizationAnyAccount"] = netSuite + "/system.netsuite.com/app/login/oauth2/authorize.nl",
            ["NetSuite:Endpoints:Token"] = netSuite + "/{account}.suitetalk.api.netsuite.com" + auth + "/token",
            ["NetSuite:Endpoints:Revocation"] = netSuite + "/{account}.suitetalk.api.netsuite.com" + auth + "/revoke",
            ["NetSuite:Endpoints:Certificates"] = netSuite + "/{account}.restlets.api.netsuite.com" + auth + "/clients/{client_id}/certificates",
            ["NetSuite:Endpoints:Discovery"] = netSuite + "/rest.netsuite.com/rest/datacenterurls?account={account_id}&c={account_id}",
            ["NetSuite:Integrations:default:ClientId"] = IntegrationSettings.DefaultClientId,
            ["NetSuite:Integrations:default:Scopes:0"] = "rest_webservices",
            ["NetSuite:Integrations:default:Scopes:1"] = "restlets",

            [$"Callers:{DemoDeployment.Caller}:Tenants:0"] = "*",
            [$"Callers:{DemoDeployment.Caller}:Permissions:0"] = "token",
            [$"Callers:{DemoDeployment.Caller}:Permissions:1"] = "manage",
            [$"Callers:{DemoDeployment.Caller}:Permissions:2"] = "observe",

            // Quiet, but not deaf. What the demo does on purpose is no news.
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["Serilog:MinimumLevel:Override:Microsoft"] = "Error",
            ["Serilog:MinimumLevel:Override:NetSuiteConnectorAuth.Hosting.ConfigurationWarnings"] = "Error",
        };
    }
}
