using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using NetSuiteConnectorAuth;

namespace Demo;

/// <summary>The vendor's side: asks for links and tokens on the internal listener, and uses a token at NetSuite.</summary>
internal sealed class SyncJob : IDisposable
{
    private readonly HttpClient _service;
    private readonly HttpClient _netSuite = new();

    public SyncJob(Uri service, string clientId, Secret secret)
    {
        _service = new HttpClient { BaseAddress = service };
        _service.DefaultRequestHeaders.Authorization =
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret.Reveal()}")));
    }

    public Task<HttpResponseMessage> LinkAsync(string tenant, string account, CancellationToken cancellationToken) =>
        _service.PostAsJsonAsync("/connect-links", new { tenant, account }, cancellationToken);

    public Task<HttpResponseMessage> TenantAsync(string tenant, CancellationToken cancellationToken) =>
        _service.GetAsync(new Uri($"/tenants/{tenant}", UriKind.Relative), cancellationToken);

    public Task<HttpResponseMessage> TokenAsync(string tenant, CancellationToken cancellationToken) =>
        _service.PostAsync(
            new Uri("/token", UriKind.Relative),
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("tenant", tenant)]),
            cancellationToken);

    public async Task<HttpResponseMessage> ReadAsync(string url, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await _netSuite.SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        _service.Dispose();
        _netSuite.Dispose();
    }
}
