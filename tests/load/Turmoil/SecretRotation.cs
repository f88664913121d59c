using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Load;

/// <summary>
/// The callers' part of the configuration, in a file of its own, and the way operators replace a secret: the new one beside the old one,
/// SIGHUP, callers switch, the old one goes, SIGHUP.
/// </summary>
internal sealed class SecretRotation(string file, HttpClient http, IReadOnlyList<TurmoilClient> clients)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private static readonly string[] AllTenants = ["*"];

    private static readonly string[] OnlyTokens = ["token"];

    public int Done { get; private set; }

    /// <summary>From the longest of the signals to its effect.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <param name="service">Asked at each signal: it may be another process by then.</param>
    /// <param name="answered">By when every request that was sent before is answered.</param>
    public async Task RunAsync(Func<ChildProcess> service, TimeSpan answered)
    {
        foreach (var client in clients)
        {
            client.AddSecret();
        }

        Write();
        await service().HangUpAsync();
        await UntilAsync(clients.Select(client => client.NextAuthorization), isKnown: true);
        var old = clients.Select(client => client.Switch()).ToList();
        await Task.Delay(answered, TimeProvider.System);
        Write();
        await service().HangUpAsync();
        await UntilAsync(old, isKnown: false);
        Done++;
    }

    /// <summary>Replaced in one step, as an orchestrator does it: nobody reads half a file.</summary>
    public void Write()
    {
        var callers = clients.ToDictionary(client => client.Id, client => new { Secrets = client.Hashes, Tenants = AllTenants, Permissions = OnlyTokens });
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(new { Callers = callers }));
        File.Move(file + ".new", file, overwrite: true);
    }

    private async Task UntilAsync(IEnumerable<AuthenticationHeaderValue> credentials, bool isKnown)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var one in credentials)
        {
            while (await IsKnownAsync(one) != isKnown)
            {
                if (Stopwatch.GetElapsedTime(started) > Patience)
                {
                    throw new InvalidOperationException($"A secret is {(isKnown ? "not known" : "still known")} {Patience.TotalSeconds:0} s after SIGHUP.");
                }

                await Task.Delay(Glance, TimeProvider.System);
            }
        }

        var took = Stopwatch.GetElapsedTime(started);
        Slowest = took > Slowest ? took : Slowest;
    }

    /// <summary>Asks for what the caller may not see, so neither a token nor NetSuite has a part in it: 403 is known, 401 is not.</summary>
    private async Task<bool> IsKnownAsync(AuthenticationHeaderValue credentials)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/tenants", UriKind.Relative)) { Headers = { Authorization = credentials } };
        using var response = await http.SendAsync(request);
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden => true,
            HttpStatusCode.Unauthorized => false,
            _ => throw new InvalidOperationException($"GET /tenants of a caller that may only ask for tokens was answered by {(int)response.StatusCode}."),
        };
    }
}
