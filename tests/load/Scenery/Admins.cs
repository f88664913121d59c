using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Load;

/// <summary>Connects tenants as people do: link, consent, callback; so every certificate really is at NetSuite's.</summary>
/// <param name="accountOf">Where tenants share accounts; unset: each has its own.</param>
internal sealed class Admins(Scene scene, Func<int, string>? accountOf = null) : IDisposable
{
    private const int AtOnce = 12;

    private readonly HttpClient _internal = new()
    {
        BaseAddress = new Uri(scene.InternalUrl),
        DefaultRequestHeaders = { Authorization = AuthorizationOf(scene) },
    };

    // The one cookie that matters is carried by hand, so that all admins can share the connections.
    private readonly HttpClient _browser = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public static AuthenticationHeaderValue AuthorizationOf(Scene scene) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Scene.Caller}:{scene.CallerSecret.Reveal()}")));

    public static string NameOf(int tenant) => $"tenant-{tenant:000000}";

    public static string AccountOf(int tenant) => $"{2_000_000 + tenant}";

    public Task ConnectAsync(int from, int to) => Parallel.ForAsync(
        from, to, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (tenant, token) => await ConnectAsync(tenant, token));

    public void Dispose()
    {
        _internal.Dispose();
        _browser.Dispose();
    }

    private async Task ConnectAsync(int tenant, CancellationToken cancellationToken)
    {
        var account = (accountOf ?? AccountOf)(tenant);
        using var made = await _internal.PostAsJsonAsync("/connect-links", new { tenant = NameOf(tenant), account }, cancellationToken);
        using var link = JsonDocument.Parse(await made.Content.ReadAsStringAsync(cancellationToken));
        using var toNetSuite = await SendAsync(tenant, HttpMethod.Get, new Uri(link.RootElement.GetProperty("url").GetString()!), null, null, cancellationToken);
        using var form = new FormUrlEncodedContent([new("account", account), new("user", "317"), new("role", "1042"), new("decision", "allow")]);
        using var back = await SendAsync(tenant, HttpMethod.Post, toNetSuite.Headers.Location!, form, null, cancellationToken);
        using var end = await SendAsync(tenant, HttpMethod.Get, back.Headers.Location!, null, CookiesOf(toNetSuite), cancellationToken);
        if (end.StatusCode != HttpStatusCode.SeeOther)
        {
            throw new InvalidOperationException($"The callback of {NameOf(tenant)} was answered by {end.StatusCode}.");
        }
    }

    private Task<HttpResponseMessage> SendAsync(
        int tenant, HttpMethod method, Uri url, HttpContent? form, string? cookies, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, url) { Content = form };
        request.Headers.Add("X-Forwarded-For", $"10.{tenant >> 16}.{(tenant >> 8) & 255}.{tenant & 255}");
        if (cookies is not null)
        {
            request.Headers.Add("Cookie", cookies);
        }

        return _browser.SendAsync(request, cancellationToken);
    }

    private static string CookiesOf(HttpResponseMessage response) =>
        string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
}
