#:package NetSuiteConnectorAuth.Client@0.1.0
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NetSuiteConnectorAuth.Client;

static string Env(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

var services = new ServiceCollection();
services.AddNetSuiteConnector(options =>
{
    options.Endpoint = new Uri(Env("NSCA_TOKEN_URL"));
    options.ClientId = Env("NSCA_CLIENT_ID");
    options.ClientSecret = Env("NSCA_CLIENT_SECRET");
});
services.AddHttpClient("netsuite").AddNetSuiteToken(Env("NSCA_TENANT"));
await using var provider = services.BuildServiceProvider();

try
{
    using var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("netsuite");
    using var customers = JsonDocument.Parse(await http.GetStringAsync("/services/rest/record/v1/customer?limit=1"));
    var token = await provider.GetRequiredService<NetSuiteTokens>().GetTokenAsync(Env("NSCA_TENANT"));
    Console.WriteLine($"account {token.AccountId}: {customers.RootElement.GetProperty("totalResults")} customers");
    return 0;
}
catch (NetSuiteConnectorException e)
{
    Console.Error.WriteLine($"error={e.Error} error_code={e.ErrorCode} retry_after={e.RetryAfter?.TotalSeconds} remedy={e.Remedy}");
    return 1;
}
