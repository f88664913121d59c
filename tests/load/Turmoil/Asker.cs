using System.Text.Json;

namespace Load;

/// <summary>A job that wants tokens, one after the other, until it is stopped. What becomes of its requests is noted and not judged.</summary>
internal sealed class Asker(HttpClient http, TurmoilClient client, int tenants, Timeline timeline, SeenTokens seen)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    public List<Exchange> Exchanges { get; } = [];

    public async Task AskAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Exchanges.Add(await AskAsync(Demand.Any(tenants, seen)));
            await Task.Delay(Pace, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<Exchange> AskAsync(Demand demand)
    {
        if (demand.Rejected is { } rejected)
        {
            rejected.IsRejected = true;
        }

        var (held, sent) = (seen.LastOf(demand), timeline.Now);
        TokenReply? reply = null;
        try
        {
            var path = demand.IsInPath ? $"/tenants/{demand.Name}/token" : "/token";
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
            {
                Content = new FormUrlEncodedContent(demand.Form()),
                Headers = { Authorization = client.Authorization },
            };
            using var response = await http.SendAsync(request);
            reply = await ReadAsync(demand, response);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Refused, broken, or not answered at all: a matter of the moment, to be judged by it.
        }

        return new Exchange(demand, held, sent, timeline.Now, reply);
    }

    private async Task<TokenReply> ReadAsync(Demand demand, HttpResponseMessage response)
    {
        var reply = new TokenReply((int)response.StatusCode, response.Headers.CacheControl?.NoStore is true, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
        var text = await response.Content.ReadAsStringAsync();
        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            return reply;
        }

        using var document = JsonDocument.Parse(text);
        var body = document.RootElement;
        return reply with
        {
            Token = Text("access_token") is { } token ? seen.Note(demand, token) : null,
            TokenType = Text("token_type"),
            ExpiresIn = Number("expires_in"),
            Scope = Text("scope"),
            Tenant = Text("tenant"),
            Account = Text("account_id"),
            RestUrl = Text("rest_url"),
            RestletUrl = Text("restlet_url"),
            Error = Text("error"),
            ErrorCode = Text("error_code"),
            RetryAfterToo = Number("retry_after"),
        };

        string? Text(string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
        int? Number(string name) => body.TryGetProperty(name, out var value) ? value.GetInt32() : null;
    }
}
