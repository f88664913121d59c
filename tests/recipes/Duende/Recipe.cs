#:package Duende.IdentityModel@8.1.0
using System.Text.Json;
using Duende.IdentityModel.Client;

static string Env(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
using var request = new ClientCredentialsTokenRequest
{
    Address = Env("NSCA_TOKEN_URL"),
    ClientId = Env("NSCA_CLIENT_ID"),
    ClientSecret = Env("NSCA_CLIENT_SECRET"),
    Parameters = { { "tenant", Env("NSCA_TENANT") } },
};
var token = await http.RequestClientCredentialsTokenAsync(request);
if (token.IsError)
{
    var retryAfter = token.HttpResponse?.Headers.RetryAfter?.Delta?.TotalSeconds;
    Console.Error.WriteLine($"error={token.TryGet("error") ?? token.Error} error_code={token.TryGet("error_code")} retry_after={retryAfter}");
    return 1;
}

http.SetBearerToken(token.AccessToken!);
using var customers = JsonDocument.Parse(await http.GetStringAsync($"{token.TryGet("rest_url")}/services/rest/record/v1/customer?limit=1"));
Console.WriteLine($"account {token.TryGet("account_id")}: {customers.RootElement.GetProperty("totalResults")} customers");
return 0;
